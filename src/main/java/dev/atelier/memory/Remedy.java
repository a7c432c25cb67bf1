package dev.atelier.memory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Settings that make a run small enough, at the lowest cost in quality and time.
 *
 * @param changes what is done, in the order of {@link Change}
 * @param settings what that sets, by name
 * @param after what the run then needs
 * @param enough whether that is within the limit; else {@code after} is the least that all changes together come to
 */
public record Remedy(List<Change> changes, Map<String, String> settings, MemoryEstimate after, boolean enough) {
    public Remedy {
        changes = List.copyOf(changes);
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings)); // in the order of the changes
    }

    /** The cheapest that fits with room to spare, or, if there is none, the cheapest that fits at all. {@code longestRow} in tokens, 0 while unknown. */
    public static Remedy of(Setup setup, long availableBytes, int longestRow) {
        Remedy comfortable = within(setup, Verdict.comfortable(availableBytes), longestRow);
        return comfortable.enough() ? comfortable : within(setup, availableBytes, longestRow);
    }

    /** The first change that suffices, alone or together with cheaper ones, each in the mildest way that does. */
    static Remedy within(Setup setup, long limitBytes, int longestRow) {
        var search = new Search(setup, limitBytes, longestRow);
        var strongest = new ArrayList<Step>();
        for (Change change : Change.values()) {
            for (var before : strongest.isEmpty() ? List.of(List.<Step>of()) : List.of(List.<Step>of(), List.copyOf(strongest))) {
                var found = search.first(before, change);
                if (found.isPresent()) {
                    return search.mild(found.get());
                }
            }
            search.join(strongest, change);
        }
        return search.remedy(strongest);
    }

    /** A change in one of its ways. */
    private record Step(Change change, int way) {}

    /** What steps come to, all settings that they changed. */
    private record Made(Setup setup, Map<String, String> settings) {}

    private record Search(Setup setup, long limitBytes, int longestRow) {
        /** Empty if a step cannot be taken after those before it. */
        Optional<Made> made(List<Step> steps) {
            Setup now = setup;
            var settings = new LinkedHashMap<String, String>();
            for (Step step : steps) {
                var ways = step.change().ways(now.config(), longestRow);
                if (step.way() >= ways.size()) {
                    return Optional.empty();
                }
                settings.putAll(ways.get(step.way()));
                now = now.with(ways.get(step.way()));
            }
            return Optional.of(new Made(now, settings));
        }

        boolean enough(List<Step> steps) {
            return made(steps).map(made -> made.setup().estimate().totalBytes() <= limitBytes).orElse(false);
        }

        /** {@code before} and the mildest way of {@code change} that is enough. */
        Optional<List<Step>> first(List<Step> before, Change change) {
            for (int way = 0; way < ways(before, change); way++) {
                var steps = and(before, new Step(change, way));
                if (enough(steps)) {
                    return Optional.of(steps);
                }
            }
            return Optional.empty();
        }

        int ways(List<Step> before, Change change) {
            return made(before).map(made -> change.ways(made.setup().config(), longestRow).size()).orElse(0);
        }

        /** Adds the strongest way of {@code change}, if it makes anything smaller. */
        void join(List<Step> steps, Change change) {
            var more = and(steps, new Step(change, ways(steps, change) - 1));
            if (ways(steps, change) > 0 && bytes(more) < bytes(steps)) {
                steps.add(more.getLast());
            }
        }

        long bytes(List<Step> steps) {
            return made(steps).orElseThrow().setup().estimate().totalBytes();
        }

        /** Without the steps that are not needed, the costliest left out first, the others as mild as they can be. */
        Remedy mild(List<Step> found) {
            var steps = new ArrayList<>(found);
            for (int i = found.size() - 2; i >= 0; i--) {
                Step step = steps.remove(i);
                for (int way = 0; !enough(steps); way++) {
                    var milder = new Step(step.change(), way);
                    if (way > 0) {
                        steps.remove(i);
                    }
                    steps.add(i, milder);
                }
            }
            return remedy(steps);
        }

        Remedy remedy(List<Step> steps) {
            var made = made(steps).orElseThrow();
            var changes = steps.stream().map(Step::change).filter(change -> change != Change.DATA_LENGTH || steps.stream().noneMatch(step -> step.change() == Change.LENGTH)).toList();
            return new Remedy(changes, made.settings(), made.setup().estimate(), enough(steps));
        }

        private static List<Step> and(List<Step> steps, Step more) {
            var out = new ArrayList<>(steps);
            out.add(more);
            return out;
        }
    }
}
