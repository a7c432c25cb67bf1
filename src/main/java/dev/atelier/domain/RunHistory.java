package dev.atelier.domain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a run's events add up to: each step, evaluation and sample once, however often the run was killed and resumed. */
public final class RunHistory {
    private final TreeMap<Integer, RunEvent.Step> steps = new TreeMap<>();
    private final TreeMap<Integer, RunEvent.Eval> evals = new TreeMap<>();
    private final TreeMap<Integer, NavigableMap<Integer, RunEvent.Sample>> samples = new TreeMap<>();
    private final List<String> warnings = new ArrayList<>();
    private RunEvent.@Nullable Started started;
    private @Nullable RunEvent ending;

    public void apply(RunEvent event) {
        switch (event) {
            case RunEvent.Started s -> {
                started = s;
                ending = null;
            }
            case RunEvent.Resumed(int step) -> {
                steps.tailMap(step, false).clear();
                evals.tailMap(step, false).clear();
                samples.tailMap(step, false).clear();
                ending = null;
            }
            case RunEvent.Step s -> { // what an engine that was killed told of this step and later ones is void
                steps.tailMap(s.step(), true).clear();
                evals.tailMap(s.step(), true).clear();
                samples.tailMap(s.step(), true).clear();
                steps.put(s.step(), s);
            }
            case RunEvent.Eval e -> {
                steps.tailMap(e.step(), false).clear();
                evals.tailMap(e.step(), true).clear();
                samples.tailMap(e.step(), true).clear();
                evals.put(e.step(), e);
            }
            case RunEvent.Sample s -> samples.computeIfAbsent(s.step(), _ -> new TreeMap<>()).put(s.index(), s);
            case RunEvent.Warning(String message) -> {
                if (!warnings.contains(message)) {
                    warnings.add(message);
                }
            }
            case RunEvent.Preparing _ -> ending = null;
            case RunEvent.CheckpointSaved _ -> {}
            case RunEvent.Stopped _, RunEvent.Failed _, RunEvent.Finished _ -> ending = event;
        }
    }

    /** By step, ascending; a live view. */
    public Collection<RunEvent.Step> steps() {
        return Collections.unmodifiableCollection(steps.values());
    }

    /** Those behind step {@code after} up to step {@code to}, ascending; a live view. */
    public Collection<RunEvent.Step> steps(int after, int to) {
        return Collections.unmodifiableCollection(steps.subMap(after, false, Math.max(after, to), true).values());
    }

    /** By step, ascending; a live view. */
    public Collection<RunEvent.Eval> evals() {
        return Collections.unmodifiableCollection(evals.values());
    }

    /** By step, then by index. */
    public List<RunEvent.Sample> samples() {
        return samples.values().stream().flatMap(ofStep -> ofStep.values().stream()).toList();
    }

    public List<String> warnings() {
        return Collections.unmodifiableList(warnings);
    }

    public Optional<RunEvent.Started> started() {
        return Optional.ofNullable(started);
    }

    /** The last {@code count} steps, or as many as there are, ascending. */
    public List<RunEvent.Step> lastSteps(int count) {
        return steps.descendingMap().values().stream().limit(count).toList().reversed();
    }

    public Optional<RunEvent.Step> lastStep() {
        return Optional.ofNullable(steps.lastEntry()).map(entry -> entry.getValue());
    }

    public Optional<RunEvent.Eval> lastEval() {
        return Optional.ofNullable(evals.lastEntry()).map(entry -> entry.getValue());
    }

    /** How the last engine ended: Stopped, Failed or Finished; empty while it runs, and if it was killed. */
    public Optional<RunEvent> ending() {
        return Optional.ofNullable(ending);
    }

    public boolean finished() {
        return ending instanceof RunEvent.Finished;
    }
}
