package dev.atelier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareBenchesTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** Measured, written, compared with themselves doubled. */
    @Test
    void twoMeasurements() throws IOException {
        Path a = folder.resolve("a.json");
        assertThat(run("bench", "train", "--hidden", "16", "--layers", "1", "--heads", "2", "--inter", "16", "--vocab", "40", "--seq", "16", "--batch", "2", "--rank", "2", "--steps", "1", "--warmup", "0",
                "--dtype", "fp32", "--out", a.toString())).isZero();
        assertThat(out.toString()).contains("tokens/s", "peak memory");
        var measured = Json.parse(Files.readString(a), "a");
        double rate = measured.path("tokens_per_s").asDouble();
        assertThat(rate).isPositive();
        assertThat(folder.toFile().list()).containsExactly("a.json");
        Path b = Files.writeString(folder.resolve("b.json"), Json.line(((ObjectNode) measured.deepCopy()).put("tokens_per_s", 2 * rate)));
        assertThat(run("bench", "compare", a.toString(), b.toString(), "--json")).isZero();
        var figures = Json.parse(out.toString(), "output").path("figures");
        assertThat(figures).hasSameSizeAs(measured);
        assertThat(figures.get(0).path("name").asText()).isEqualTo("tokens_per_s");
        assertThat(figures.get(0).path("ratio").asDouble()).isEqualTo(2);
        assertThat(figures.get(0).path("percent").asDouble()).isEqualTo(100);
        assertThat(figures.get(1).path("ratio").asDouble()).isEqualTo(1);
    }

    @Test
    void theTable() throws IOException {
        String a = write("a", "{\"peak\": {\"bytes\": 2000000, \"share\": 0.5}, \"device\": \"cpu\", \"zero\": 0}");
        String b = write("b", "{\"peak\": {\"bytes\": 1500000, \"share\": 0.625}, \"device\": \"cuda:0\", \"zero\": 3, \"more\": 1}");
        assertThat(run("bench", "compare", a, b)).isZero();
        assertThat(out.toString().lines()).containsExactly(
                "                    A          B  B / A   change",
                "peak.bytes  2,000,000  1,500,000  0.750  -25.0 %",
                "peak.share     0.5000     0.6250  1.250  +25.0 %",
                "zero                0          3      -        -",
                "differs: device, cpu and cuda:0");
    }

    /** Elements go by what they measure, wherever they stand. */
    @Test
    void lists() throws IOException {
        String a = write("a", "[{\"type\": \"Q8_0\", \"seconds\": 4}, {\"type\": \"Q4_K\", \"seconds\": 8}]");
        String b = write("b", "[{\"type\": \"F16\", \"seconds\": 1}, {\"type\": \"Q4_K\", \"seconds\": 4}, {\"type\": \"Q8_0\", \"seconds\": 1}]");
        assertThat(run("bench", "compare", a, b, "--json")).isZero();
        var figures = Json.parse(out.toString(), "output").path("figures");
        assertThat(figures.valueStream().map(f -> f.path("name").asText() + " " + f.path("ratio").asDouble())).isEqualTo(List.of("Q8_0.seconds 0.25", "Q4_K.seconds 0.5"));
    }

    @Test
    void unlikeDocumentsAreOneClearLine() throws IOException {
        String train = write("train", "{\"tokens_per_s\": 1, \"peak_memory_bytes\": 2, \"loss\": 3}");
        String load = write("load", "{\"seconds\": 1, \"peak_memory_bytes\": 2}");
        assertMistake("wanted two documents of the same benchmark, found loss in " + train + " alone and seconds in " + load + " alone", train, load);
        assertMistake("figures in common", write("one", "{}"), write("two", "{\"a\": 1}"));
        assertMistake("wanted JSON", train, write("torn", "{\"tokens_per_s\": 1,"));
        assertMistake("absent", train, folder.resolve("absent").toString());
        assertMistake("choose another --out", train, train, "--out", folder.resolve("no/such/folder.json").toString());
    }

    private String write(String name, String json) throws IOException {
        return Files.writeString(folder.resolve(name), json).toString();
    }

    private void assertMistake(String said, String a, String b, String... more) {
        var args = new ArrayList<>(List.of("bench", "compare", a, b));
        args.addAll(List.of(more));
        assertThat(run(args.toArray(String[]::new))).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1).first().asString().contains(said);
    }

    private int run(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Cli.run((run, events, cancel) -> {}, (folder, say) -> new Window.Played(Path.of("x"), null, null, List.of()), new PrintWriter(out), new PrintWriter(err), args);
    }
}
