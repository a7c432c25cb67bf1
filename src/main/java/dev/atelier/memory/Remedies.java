package dev.atelier.memory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks for the cheapest changes that make one run fit, into one limit or several. */
final class Remedies {
    private final int longestRow;
    private final Map<List<Step>, Optional<Made>> known = new HashMap<>();

    /** A change in one of its ways. */
    private record Step(Change change, int way) {}

    /** What steps come to, and all settings that they changed. */
    private record Made(Setup setup, Map<String, String> settings, MemoryEstimate estimate) {}

    /** {@code longestRow} in tokens, 0 while unknown. */
    Remedies(Setup setup, int longestRow) {
        this.longestRow = longestRow;
        known.put(List.of(), Optional.of(new Made(setup, Map.of(), setup.estimate())));
    }

    /** The cheapest that fits with room to spare, or, if there is none, the cheapest that fits at all. */
    Remedy fitting(long availableBytes) {
        Remedy comfortable = within(Verdict.comfortable(availableBytes));
        return comfortable.enough() ? comfortable : within(availableBytes);
    }

    /** The first change that suffices, alone or together with cheaper ones, each in the mildest way that does. */
    Remedy within(long limitBytes) {
        List<Step> strongest = List.of();
        for (Change change : Change.values()) {
            for (var before : strongest.isEmpty() ? List.of(strongest) : List.of(List.<Step>of(), strongest)) {
                for (int way = 0; way < ways(before, change); way++) {
                    if (enough(and(before, change, way), limitBytes)) {
                        return mild(and(before, change, way), limitBytes);
                    }
                }
            }
            var more = and(strongest, change, ways(strongest, change) - 1);
            if (ways(strongest, change) > 0 && bytes(more) < bytes(strongest)) {
                strongest = more;
            }
        }
        return remedy(strongest, limitBytes);
    }

    /** Without the steps that are not needed, the costliest left out first, the others as mild as they can be. */
    private Remedy mild(List<Step> found, long limitBytes) {
        var steps = new ArrayList<>(found);
        for (int i = found.size() - 2; i >= 0; i--) {
            Change change = steps.remove(i).change();
            for (int way = 0; !enough(steps, limitBytes); way++) {
                if (way > 0) {
                    steps.remove(i);
                }
                steps.add(i, new Step(change, way));
            }
        }
        return remedy(steps, limitBytes);
    }

    private Remedy remedy(List<Step> steps, long limitBytes) {
        var made = made(steps).orElseThrow();
        var changes = steps.stream().map(Step::change).filter(change -> change != Change.DATA_LENGTH || steps.stream().noneMatch(step -> step.change() == Change.LENGTH)).toList();
        return new Remedy(changes, made.settings(), made.estimate(), enough(steps, limitBytes));
    }

    private boolean enough(List<Step> steps, long limitBytes) {
        return made(steps).map(made -> made.estimate().totalBytes() <= limitBytes).orElse(false);
    }

    private long bytes(List<Step> steps) {
        return made(steps).orElseThrow().estimate().totalBytes();
    }

    private int ways(List<Step> before, Change change) {
        return made(before).map(made -> change.ways(made.setup().config(), longestRow).size()).orElse(0);
    }

    /** Empty if a step cannot be taken after those before it. */
    private Optional<Made> made(List<Step> steps) {
        var found = known.get(steps);
        if (found == null) {
            Step last = steps.getLast();
            found = made(steps.subList(0, steps.size() - 1)).flatMap(before -> made(before, last));
            known.put(List.copyOf(steps), found);
        }
        return found;
    }

    private Optional<Made> made(Made before, Step step) {
        var ways = step.change().ways(before.setup().config(), longestRow);
        if (step.way() >= ways.size()) {
            return Optional.empty();
        }
        var settings = new LinkedHashMap<>(before.settings());
        settings.putAll(ways.get(step.way()));
        Setup now = before.setup().with(ways.get(step.way()));
        return Optional.of(new Made(now, settings, now.estimate()));
    }

    private static List<Step> and(List<Step> steps, Change change, int way) {
        var out = new ArrayList<>(steps);
        out.add(new Step(change, way));
        return List.copyOf(out);
    }
}
