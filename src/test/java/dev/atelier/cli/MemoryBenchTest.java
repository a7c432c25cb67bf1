package dev.atelier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.atelier.domain.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The calculator beside engines of this machine. {@code bench memory} measures them all; here the limits leave room for other processors' libraries. */
@Tag("heavy")
class MemoryBenchTest {
    private static final double GENEROUS = 0.2;
    private static final double MEGABYTE = 1e6;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void threeConfigurations() throws IOException {
        String only = "llama-small-f32-lora-4x512-recompute,llama-small-f32-qlora-4x512-recompute,llama-small-f32-full-4x512-recompute";
        assertThat(run("bench", "memory", "--steps", "2", "--folder", folder.toString(), "--only", only, "--json")).as(err.toString()).isZero();
        var configurations = Json.parse(out.toString(), "output").path("configurations");
        assertThat(configurations).hasSize(3);
        for (var each : configurations) {
            double predicted = each.path("predicted_bytes").asDouble();
            assertThat(predicted).as(each.toString()).isGreaterThan(200 * MEGABYTE);
            assertThat(each.path("measured_bytes").asDouble() / predicted).as(each.toString()).isCloseTo(1, within(GENEROUS));
        }
        assertThat(folder.toFile().list()).as("nothing is left behind").isEmpty();
    }

    @Test
    void names() {
        var all = Stream.concat(MemoryConfiguration.llamas().stream(), MemoryConfiguration.throughAutograd().stream()).toList();
        assertThat(MemoryConfiguration.llamas().size()).isGreaterThanOrEqualTo(24);
        assertThat(all.stream().map(MemoryConfiguration::name)).doesNotHaveDuplicates();
        assertThat(run("bench", "memory", "--only", "nothing-like-it")).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1).first().asString().contains("nothing-like-it", "llama-small-f32-lora-4x512");
    }

    private int run(String... arguments) {
        return Cli.run((run, events, cancel) -> {}, (where, say) -> new Window.Played(Path.of("x"), null, null, List.of()), new PrintWriter(out), new PrintWriter(err), arguments);
    }
}
