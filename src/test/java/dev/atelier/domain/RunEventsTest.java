package dev.atelier.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunEventsTest {
    private static final List<RunEvent> EACH = List.of(new RunEvent.Preparing("hashing", 1, 0), new RunEvent.Started(90, 100, 10, 5_000_000, 70_000, "cpu", "bf16", true),
            new RunEvent.Resumed(10), new RunEvent.Step(1, 0.01, 2.5, 1e-4, 0.7, 1024, 900.5, 1L << 40), new RunEvent.Eval(0, 3.5, 33.1), new RunEvent.Sample(0, 1, "« hi »\n", "a", "b\tc"), new RunEvent.CheckpointSaved(50, true),
            new RunEvent.Warning("a \"quoted\"\nline"), new RunEvent.Stopped(7), new RunEvent.Failed("é", true), new RunEvent.Finished(90, 3.0, null, 1.0, 900, 5, 60.5));

    @TempDir
    Path folder;

    @Test
    void everyKindOfEventIsTheSameAfterALine() {
        assertThat(EACH).hasSameSizeAs(RunEvent.class.getPermittedSubclasses());
        for (RunEvent event : EACH) {
            String line = event.toLine(Instant.EPOCH);
            assertThat(line).doesNotContain("\n");
            assertThat(RunEvent.parse(line)).contains(event);
        }
        assertThat(EACH.get(3).toLine(Instant.EPOCH)).startsWith("{\"event\":\"step\",\"step\":1,").contains("\"grad_norm\":0.7", "\"tokens_per_s\":900.5");
        assertThat(RunEvent.parse("{\"event\":\"started\",\"steps\":3,\"device\":\"cpu\",\"precision\":\"f32\"}")).as("of an earlier version").contains(new RunEvent.Started(3, 0, 0, 0, 0, "cpu", "f32", false));
        var classified = new RunEvent.Eval(3, 0.5, null, ClassScores.of(List.of("a", "b"), List.of(0, 0, 0, 1), List.of(0, 0, 1, 1)));
        assertThat(RunEvent.parse(classified.toLine(Instant.EPOCH))).contains(classified);
        assertThat(classified.toLine(Instant.EPOCH)).contains("\"confusion\":[[2,1],[0,1]]", "\"accuracy\":0.75", "\"macro_f1\":0.7333333333333334");
        assertThat(RunEvent.parse(new RunEvent.Eval(1, Double.NaN, Double.POSITIVE_INFINITY).toLine(Instant.EPOCH))).contains(new RunEvent.Eval(1, Double.NaN, Double.POSITIVE_INFINITY));
    }

    @Test
    void aTornLineIsCutByTheNextWriterAndNeverRead() throws IOException {
        Path file = folder.resolve("events.jsonl");
        var tail = new EventTail(file);
        assertThat(tail.poll()).isEmpty();
        try (var log = EventLog.open(file)) {
            EACH.forEach(log::append);
        }
        Files.writeString(file, "{\"event\":\"some_day\"}\n{\"event\":\"st", StandardOpenOption.APPEND);
        assertThat(tail.poll()).isEqualTo(EACH);
        try (var log = EventLog.open(file)) {
            log.append(EACH.get(2));
            assertThat(tail.poll()).containsExactly(EACH.get(2));
            log.append(EACH.get(3));
            assertThat(tail.poll()).containsExactly(EACH.get(3));
            assertThat(tail.poll()).isEmpty();
        }
    }

    @Test
    void moreThanOneChunkIsReadWhole() throws IOException {
        Path file = folder.resolve("events.jsonl");
        var warning = new RunEvent.Warning("é".repeat(100_000));
        try (var log = EventLog.open(file)) {
            for (int i = 0; i < 12; i++) {
                log.append(warning);
            }
        }
        assertThat(new EventTail(file).poll()).hasSize(12).containsOnly(warning);
    }

    @Test
    void noMetricIsLostOrDoubledByAResume() {
        var history = new RunHistory();
        history.apply(new RunEvent.Eval(0, 3, 20));
        history.apply(sample(0, 0, "first"));
        history.apply(new RunEvent.Eval(0, 3, 20)); // killed amid the samples, before any checkpoint
        history.apply(sample(0, 0, "again"));
        history.apply(sample(0, 1, "other"));
        for (int i = 1; i <= 7; i++) {
            history.apply(step(i, i));
        }
        history.apply(new RunEvent.Eval(7, 2, 7));
        history.apply(sample(7, 0, "void"));
        history.apply(new RunEvent.Stopped(7));
        assertThat(history.ending()).isPresent();
        history.apply(new RunEvent.Resumed(5));
        assertThat(history.ending()).isEmpty();
        assertThat(history.steps()).extracting(RunEvent.Step::step).containsExactly(1, 2, 3, 4, 5);
        assertThat(history.evals()).extracting(RunEvent.Eval::step).containsExactly(0);
        assertThat(history.samples()).containsExactly(sample(0, 0, "again"), sample(0, 1, "other"));
        for (int i = 6; i <= 8; i++) {
            history.apply(step(i, 10 * i));
        }
        assertThat(history.steps()).extracting(RunEvent.Step::loss).containsExactly(1.0, 2.0, 3.0, 4.0, 5.0, 60.0, 70.0, 80.0);
    }

    @Test
    void whatWasToldBeforeTheFirstCheckpointIsReplaced() {
        var history = new RunHistory();
        history.apply(new RunEvent.Eval(0, 3, 20));
        history.apply(step(1, 1));
        history.apply(step(2, 2));
        history.apply(new RunEvent.Eval(2, 2, 7));
        history.apply(new RunEvent.Eval(0, 3, 20));
        assertThat(history.steps()).isEmpty();
        history.apply(step(1, 10));
        assertThat(history.steps()).extracting(RunEvent.Step::loss).containsExactly(10.0);
        assertThat(history.evals()).extracting(RunEvent.Eval::step).containsExactly(0);
    }

    @Test
    void oneEngineAtATimeHoldsARun() throws IOException {
        var run = new RunFolder(folder);
        assertThat(RunLock.held(run, Duration.ZERO)).isFalse();
        try (var _ = RunLock.acquire(run, Duration.ZERO).orElseThrow()) {
            assertThat(RunLock.held(run, Duration.ofMillis(60))).isTrue();
            assertThat(RunLock.acquire(run, Duration.ZERO)).isEmpty();
            assertThat(RunLock.pid(run)).hasValue(ProcessHandle.current().pid());
        }
        assertThat(RunLock.held(run, Duration.ZERO)).isFalse();
    }

    private static RunEvent.Sample sample(int step, int index, String answer) {
        return new RunEvent.Sample(step, index, "", "", answer);
    }

    private static RunEvent.Step step(int step, double loss) {
        return new RunEvent.Step(step, 0, loss, 0, 0, 0, 0, 0);
    }
}
