package dev.atelier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.atelier.domain.Json;
import dev.atelier.domain.RunEvent;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that may hold less memory than it wants takes smaller portions and comes to the same losses. */
@Tag("heavy")
class MemoryLimitTest {
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final double GIB = 1L << 30;

    @TempDir
    Path root;

    @Test
    void threeFifthsOfTheMemoryGiveTheSameLosses() throws Exception {
        Path project = writeProject();
        RunHistory free = train(project, "free");
        long peak = ((RunEvent.Finished) free.ending().orElseThrow()).peakMemoryBytes();
        RunHistory limited = train(project, "limited", "--set", String.format(Locale.ROOT, "memory_limit=%.3f", 0.6 * peak / GIB));
        assertThat(limited.warnings()).anySatisfy(warning -> assertThat(warning).contains("micro_batch 16 becomes 8", "the same 16 examples"));
        assertThat(limited.finished()).isTrue();
        List<Double> wanted = free.steps().stream().map(RunEvent.Step::loss).toList();
        List<Double> found = limited.steps().stream().map(RunEvent.Step::loss).toList();
        assertThat(found).hasSameSizeAs(wanted).hasSize(3);
        for (int i = 0; i < wanted.size(); i++) {
            assertThat(found.get(i)).isCloseTo(wanted.get(i), within(1e-5));
        }
        assertThat(((RunEvent.Finished) limited.ending().orElseThrow()).peakMemoryBytes()).isLessThan((long) (0.7 * peak));
    }

    @Test
    void whatFitsNotEvenOneByOneIsSaidInOneLine() throws Exception {
        var train = TrainProcess.start(root, writeProject().toString(), "--out", root.resolve("run").toString(), "--set", "memory_limit=0.01");
        assertThat(train.exit(LONG)).isEqualTo(2);
        assertThat(train.err().lines().toList().getLast()).contains("wanted memory for one example at a time", "raise memory_limit");
    }

    private RunHistory train(Path project, String name, String... more) throws Exception {
        Path out = root.resolve(name);
        var train = TrainProcess.start(root, Stream.concat(Stream.of(project.toString(), "--out", out.toString()), Stream.of(more)).toArray(String[]::new));
        assertThat(train.exit(LONG)).as(train.err()).isZero();
        return TrainProcess.history(new RunFolder(out));
    }

    /** Long rows, so that activations are most of what is held. */
    private Path writeProject() throws IOException {
        Path folder = Files.createDirectories(root.resolve("project"));
        var rows = new StringBuilder();
        for (int i = 0; i < 16; i++) {
            rows.append(Json.line(Map.of("prompt", "count " + i, "completion", ("one two three " + i + " ").repeat(100)))).append('\n');
        }
        Files.writeString(folder.resolve("train.jsonl"), rows);
        Files.writeString(folder.resolve("project.json"), Json.pretty(Map.of("name", "long", "model", Path.of("sample-projects/starter-model").toAbsolutePath().toString(), "train", "train.jsonl", "settings",
                Map.of("max_steps", 3, "max_length", 400, "micro_batch", 16, "accumulation", 1, "validation_share", 0, "samples", 0, "precision", "f32", "device", "cpu", "recompute", "off"))));
        return folder;
    }
}
