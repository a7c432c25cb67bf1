package dev.atelier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.atelier.domain.EventTail;
import dev.atelier.domain.Json;
import dev.atelier.domain.RunEvent;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real trainings, cut in every way a machine and its user have, then resumed: nothing is lost and the result is the same file. */
@Tag("heavy")
@Timeout(300)
@DisabledOnOs(OS.WINDOWS)
class FaultsTest {
    private static final int STEPS = 120;
    private static final int KILLS = 10;
    private static final int EVENT_BYTES = 180;
    private static final Duration LONG = Duration.ofSeconds(120);

    @TempDir
    static Path root;

    private static Path project;
    private static RunFolder uncut;

    @BeforeAll
    static void trainWithoutACut() throws Exception {
        project = TinyProject.write(root.resolve("project"), Map.of("max_steps", STEPS, "warmup_steps", 10, "checkpoint_every", 3, "eval_every", 10, "dropout", 0.1, "rank", 4,
                "micro_batch", 4, "precision", "f32", "device", "cpu"));
        uncut = new RunFolder(root.resolve("uncut"));
        var train = TrainProcess.start(root, project.toString(), "--out", uncut.root().toString());
        assertThat(train.exit(LONG)).as(train.err()).isZero();
        var result = Json.parse(train.out(), "output");
        assertThat(result.path("steps").asInt()).isEqualTo(STEPS);
        assertThat(result.path("run").asText()).isEqualTo(uncut.root().toString());
        assertThat(result.path("val_loss").asDouble()).isLessThan(result.path("initial_val_loss").asDouble());
        assertThat(result.path("peak_memory_bytes").asLong()).isGreaterThan(1 << 20);
    }

    /** SIGKILL to the engine or to train, wherever the seed says: before the first event, between two steps, in a checkpoint. */
    @Test
    void tenKillsChangeNothing() throws Exception {
        var run = new RunFolder(root.resolve("killed"));
        var random = new Random(20);
        int kills = 0;
        for (int attempt = 0; attempt < 4 * KILLS && kills < KILLS; attempt++) {
            long from = Files.exists(run.events()) ? Files.size(run.events()) : 0;
            var train = train(run);
            boolean engine = random.nextBoolean();
            train.awaitEvents(run, from, random.nextInt(15 * EVENT_BYTES));
            if (engine) {
                OptionalLong pid = Files.exists(run.root()) ? RunLock.pid(run) : OptionalLong.empty();
                pid.stream().mapToObj(ProcessHandle::of).flatMap(handle -> handle.stream()).forEach(ProcessHandle::destroyForcibly);
                int code = train.exit(LONG);
                kills += code == 0 ? 0 : 1;
                if (code != 0) {
                    assertThat(code).isEqualTo(1);
                    assertThat(train.err()).contains("was killed").contains("--resume").doesNotContain("\tat ");
                }
            } else {
                train.handle().destroyForcibly();
                kills += train.exit(LONG) == 0 ? 0 : 1;
            }
        }
        assertThat(kills).isEqualTo(KILLS);
        assertThat(TrainProcess.history(run).finished()).as("the kills came before the end").isFalse();
        assertResumesToTheSame(run);
    }

    /** As a terminal's Ctrl-C, which reaches both processes, and as a system's shutdown, which may reach train alone. */
    @ParameterizedTest
    @CsvSource({"INT, true, 130", "TERM, false, 143"})
    void aSignalStopsItWithACheckpoint(String signal, boolean both, int code) throws Exception {
        assumeFalse(signal.equals("INT") && ignoresInterrupts(), "started in the background: Ctrl-C is ignored here");
        var run = new RunFolder(root.resolve("stopped-" + signal));
        var train = train(run);
        train.awaitEvents(run, 0, 20 * EVENT_BYTES);
        var pids = new ArrayList<>(List.of("kill", "-" + signal, Long.toString(train.handle().pid())));
        if (both) {
            pids.add(Long.toString(RunLock.pid(run).orElseThrow()));
        }
        long begin = System.nanoTime();
        new ProcessBuilder(pids).inheritIO().start().waitFor();
        assertThat(train.exit(LONG)).as(train.err()).isEqualTo(code);
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.err.printf("SIG%s to the end of train: %.2f s%n", signal, seconds);
        assertThat(seconds).isLessThan(3);
        assertThat(RunLock.held(run, Duration.ZERO)).isFalse();
        var history = TrainProcess.history(run);
        int last = history.lastStep().orElseThrow().step();
        assertThat(last).isLessThan(STEPS);
        assertThat(history.ending()).contains(new RunEvent.Stopped(last));
        assertThat(run.checkpointSteps()).contains(last);
        assertThat(train.err()).endsWith("stopped after step " + last + ", with a checkpoint\natelier: stopped; go on with: atelier train " + run.root() + " --resume");
        assertResumesToTheSame(run);
    }

    /** An end that nobody notices but the system: train is gone, the engine goes after it. */
    @Test
    void theEngineEndsWithItsParent() throws Exception {
        var run = new RunFolder(root.resolve("orphan"));
        var train = train(run);
        train.awaitEvents(run, 0, 20 * EVENT_BYTES);
        train.handle().destroyForcibly();
        assertThat(RunLock.held(run, Duration.ofSeconds(5))).isFalse();
        assertThat(TrainProcess.history(run).ending()).containsInstanceOf(RunEvent.Stopped.class);
    }

    @Test
    void aFinishedRunIsLeftAsItIs() throws Exception {
        long events = Files.size(uncut.events());
        var train = TrainProcess.start(root, uncut.root().toString(), "--resume");
        assertThat(train.exit(LONG)).isZero();
        assertThat(train.err()).contains("already finished");
        assertThat(Json.parse(train.out(), "output").path("steps").asInt()).isEqualTo(STEPS);
        assertThat(Files.size(uncut.events())).isEqualTo(events);
    }

    private static TrainProcess train(RunFolder run) throws IOException {
        return TrainProcess.start(root, project.toString(), "--out", run.root().toString(), "--resume");
    }

    private static void assertResumesToTheSame(RunFolder run) throws Exception {
        var train = train(run);
        assertThat(train.exit(LONG)).as(train.err()).isZero();
        var found = TrainProcess.history(run);
        var wanted = TrainProcess.history(uncut);
        assertThat(found.steps()).extracting(s -> List.of(s.step(), s.loss(), s.lr(), s.gradNorm(), s.tokens()))
                .isEqualTo(wanted.steps().stream().map(s -> List.<Object>of(s.step(), s.loss(), s.lr(), s.gradNorm(), s.tokens())).toList()).hasSize(STEPS);
        for (String file : List.of("adapter_model.safetensors", "adapter_config.json")) {
            assertThat(run.adapter().resolve(file)).hasSameBinaryContentAs(uncut.adapter().resolve(file));
        }
        assertThat(found.evals()).containsExactlyElementsOf(wanted.evals()).hasSize(1 + STEPS / 10);
        assertThat(found.samples()).containsExactlyElementsOf(wanted.samples()).hasSize(2 * found.evals().size());
        var end = (RunEvent.Finished) found.ending().orElseThrow();
        var wantedEnd = (RunEvent.Finished) wanted.ending().orElseThrow();
        assertThat(List.of(end.steps(), end.initialValLoss(), end.valLoss(), end.bestValLoss()))
                .isEqualTo(List.of(wantedEnd.steps(), wantedEnd.initialValLoss(), wantedEnd.valLoss(), wantedEnd.bestValLoss()));
        assertThat(new EventTail(run.events()).poll()).filteredOn(RunEvent.Finished.class::isInstance).hasSize(1);
        assertThat(run.checkpoints().toFile().list()).noneMatch(name -> name.endsWith(".tmp"));
        assertThat(run.root().toFile().list()).noneMatch(name -> name.endsWith(".tmp"));
    }

    /** A shell gives processes in the background an ignored SIGINT, and Java keeps it. */
    private static boolean ignoresInterrupts() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status) && Files.readAllLines(status).stream().filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.replaceAll(".*\\s", ""), 16) & 2) != 0);
    }
}
