package dev.atelier.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.ClassScores;
import dev.atelier.domain.EventLog;
import dev.atelier.domain.EventTail;
import dev.atelier.domain.RunEvent;
import dev.atelier.domain.RunHistory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run's events in the project add up to what they add up to in their file. */
@Timeout(60)
class RunStoreTest {
    @TempDir
    Path folder;

    private ProjectFile project;
    private RunStore runs;

    @BeforeEach
    void open() {
        project = ProjectFile.open(folder);
        runs = project.runs();
    }

    @AfterEach
    void close() {
        project.close();
    }

    @Test
    void whereverTheWindowDiesNothingIsLostOrDoubled() throws Exception {
        List<RunEvent> events = told(new Random(4));
        Path file = folder.resolve("events.jsonl");
        var offsets = new ArrayList<Long>();
        try (var log = EventLog.open(file)) {
            for (var event : events) {
                log.append(event);
                offsets.add(Files.size(file));
            }
        }
        RunHistory truth = history(events);
        for (int cut = 0; cut <= events.size(); cut++) {
            long run = add("runs/cut-" + cut);
            if (cut > 0) {
                runs.apply(run, events.subList(0, cut), offsets.get(cut - 1));
            }
            if (cut % 10 == 0) {
                project.close();
                open();
            }
            project.flush();
            var tail = new EventTail(file, runs.run(run).orElseThrow().offset());
            List<RunEvent> rest = tail.poll();
            assertThat(rest).isEqualTo(events.subList(cut, events.size()));
            runs.apply(run, rest, tail.offset());
            assertThat(runs.apply(run, rest, tail.offset()).join()).as("a second time").isFalse();
            assertSame(runs.history(run), truth);
            assertThat(runs.checkpoints(run)).containsExactlyElementsOf(checkpoints(events));
        }
    }

    @Test
    void everyPrefixIsTheHistoryOfThatMoment() {
        for (int seed = 10; seed < 20; seed++) {
            List<RunEvent> events = told(new Random(seed));
            long run = add("runs/" + seed);
            var truth = new RunHistory();
            for (int i = 0; i < events.size(); i++) {
                truth.apply(events.get(i));
                runs.apply(run, List.of(events.get(i)), i + 1).join();
                assertSame(runs.history(run), truth);
                assertThat(runs.run(run).orElseThrow().lastStep()).isEqualTo(truth.lastStep().map(RunEvent.Step::step).orElse(0));
            }
        }
    }

    @Test
    void aRunsStateFollowsItsEvents() {
        long run = add("runs/a");
        assertThat(add("runs/a")).isEqualTo(run);
        assertState(run, StoredRun.State.PREPARED, null);
        runs.apply(run, List.of(new RunEvent.Started(9, 8, 1, 100, 10, "cpu", "f32", false), step(1, 3)), 10);
        assertState(run, StoredRun.State.RUNNING, null);
        runs.setState(run, StoredRun.State.INTERRUPTED, null);
        assertState(run, StoredRun.State.INTERRUPTED, null);
        runs.apply(run, List.of(new RunEvent.Resumed(0), new RunEvent.Failed("no memory", false)), 20);
        assertState(run, StoredRun.State.FAILED, "no memory");
        runs.apply(run, List.of(new RunEvent.Preparing("again", 0, 0), new RunEvent.Finished(9, null, null, null, 1, 2, 3)), 30);
        assertState(run, StoredRun.State.FINISHED, null);
        assertThat(runs.run(run).orElseThrow().totalSteps()).isEqualTo(9);
        runs.rename(run, "better");
        assertThat(runs.remove(add("runs/b")).join()).isTrue();
        assertThat(runs.all()).extracting(StoredRun::name).containsExactly("better");
    }

    @Test
    void lossesThatAreNoNumbersAreKept() {
        long run = add("runs/a");
        var events = List.<RunEvent>of(step(1, Double.NaN), step(2, Double.POSITIVE_INFINITY), new RunEvent.Eval(2, Double.NaN, Double.NaN),
                step(3, 1), new RunEvent.Eval(3, 0.5, null, ClassScores.of(List.of("a", "b"), List.of(0, 1), List.of(0, 0))));
        runs.apply(run, events, 1).join();
        assertSame(runs.history(run), history(events));
    }

    @Test
    void aHundredThousandStepsLoadFast() {
        long run = add("runs/long");
        List<RunEvent> events = IntStream.rangeClosed(1, 100_000).<RunEvent>mapToObj(i -> step(i, 1.0 / i)).toList();
        long begin = System.nanoTime();
        runs.apply(run, events, 1).join();
        double written = (System.nanoTime() - begin) / 1e9;
        begin = System.nanoTime();
        assertThat(runs.history(run).steps()).hasSize(100_000);
        double read = (System.nanoTime() - begin) / 1e9;
        System.err.printf("100,000 steps: written in %.2f s, loaded in %.2f s%n", written, read);
        assertThat(read).isLessThan(2);
        assertThat(written).isLessThan(4);
    }

    /** A run that is killed and resumed several times, as its events tell it. */
    private static List<RunEvent> told(Random random) {
        var out = new ArrayList<RunEvent>();
        int saved = 0;
        for (int engine = 0; engine < 4; engine++) {
            out.add(new RunEvent.Preparing("reading", engine, 4));
            out.add(new RunEvent.Started(20, 8, 2, 1000, 10, "cpu", "f32", false));
            if (saved > 0) {
                out.add(new RunEvent.Resumed(saved));
            } else {
                out.add(new RunEvent.Eval(0, 3, 20));
            }
            out.add(new RunEvent.Warning("warning " + random.nextInt(3)));
            int last = engine == 3 ? 20 : Math.min(19, saved + 2 + random.nextInt(8));
            for (int step = saved + 1; step <= last; step++) {
                out.add(step(step, random.nextDouble()));
                if (step % 3 == 0) {
                    out.add(new RunEvent.Eval(step, random.nextDouble(), 2));
                    out.add(new RunEvent.Sample(step, 0, "prompt", "expected", "answer " + random.nextInt()));
                    out.add(new RunEvent.Sample(step, 1, "prompt", "expected", "answer " + random.nextInt()));
                }
                if (step % 4 == 0) {
                    out.add(new RunEvent.CheckpointSaved(step, random.nextBoolean()));
                    saved = step;
                }
            }
            if (engine == 1) {
                out.add(new RunEvent.Failed("broken", false));
            }
        }
        out.add(new RunEvent.Finished(20, 3.0, 1.0, 1.0, 100, 1 << 20, 5));
        return out;
    }

    private static RunEvent.Step step(int step, double loss) {
        return new RunEvent.Step(step, step / 10.0, loss, 1e-4, 0.5, step * 100L, 123.4, 1 << 20);
    }

    private static RunHistory history(List<RunEvent> events) {
        var history = new RunHistory();
        events.forEach(history::apply);
        return history;
    }

    /** Those of a run that went on from each: the last of each step. */
    private static List<RunEvent.CheckpointSaved> checkpoints(List<RunEvent> events) {
        return events.stream().filter(RunEvent.CheckpointSaved.class::isInstance).map(RunEvent.CheckpointSaved.class::cast).toList();
    }

    private static void assertSame(RunHistory found, RunHistory wanted) {
        assertThat(found.steps()).containsExactlyElementsOf(wanted.steps());
        assertThat(found.evals()).containsExactlyElementsOf(wanted.evals());
        assertThat(found.samples()).isEqualTo(wanted.samples());
        assertThat(found.warnings()).isEqualTo(wanted.warnings());
        assertThat(found.started()).isEqualTo(wanted.started());
        assertThat(found.ending()).isEqualTo(wanted.ending());
    }

    private void assertState(long run, StoredRun.State state, String message) {
        project.flush();
        assertThat(runs.run(run).orElseThrow()).extracting(StoredRun::state, StoredRun::message).containsExactly(state, message);
    }

    private long add(String path) {
        return runs.add(path, "a run", Instant.parse("2026-01-02T03:04:05Z"), "{}", "/model").join();
    }
}
