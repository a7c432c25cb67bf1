package dev.atelier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.TinyProject;
import dev.atelier.domain.EventLog;
import dev.atelier.domain.Json;
import dev.atelier.domain.RunEvent;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunLock;
import dev.atelier.domain.RunSpec;
import dev.atelier.domain.Settings;
import dev.atelier.domain.model.ModelConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CliTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void helpListsEveryVisibleCommandUnderAHeading() {
        assertThat(run("--help")).isZero();
        var commands = Cli.create((run, events, cancel) -> {}, (folder, say) -> new Window.Played(Path.of("x"), null, null, java.util.List.of())).getSubcommands();
        commands.forEach((name, command) -> {
            if (!command.getCommandSpec().usageMessage().hidden()) {
                assertThat(out.toString()).containsPattern("(?m)^  " + name + " ");
            }
        });
    }

    @Test
    void aMistakeIsOneLineAndExitCodeTwo() {
        assertMistake("did you mean train?", "trian");
        assertMistake("--frobnicate", "train", "--frobnicate");
        assertMistake("wanted MODEL, found none", "estimate");
        assertMistake("neither project.json nor run.json", "train", folder.toString());
        assertMistake("no such folder", "train", folder.resolve("absent").toString());
        assertMistake("wanted NAME=VALUE", "estimate", folder.toString(), "--set", "rank");
        assertMistake("wanted a size such as 8GB", "estimate", "sample-projects/starter-model", "--available", "much");
    }

    @Test
    void anEstimateIsOneDocument() throws Exception {
        Files.writeString(folder.resolve("config.json"),
                "{\"model_type\":\"llama\",\"vocab_size\":32000,\"hidden_size\":4096,\"intermediate_size\":11008,\"num_hidden_layers\":32,\"num_attention_heads\":32}");
        assertThat(run("estimate", folder.toString(), "--rank", "8", "--targets", "q_proj,v_proj", "--precision", "bf16", "--json")).isZero();
        var document = Json.parse(out.toString(), "output");
        assertThat(document.path("parameters").asLong()).isEqualTo(6_738_415_616L);
        assertThat(document.path("trainable_parameters").asLong()).isEqualTo(4_194_304);
        assertThat(document.at("/parts/weights").asLong()).isEqualTo(13_476_831_232L);
        assertThat(document.path("total_bytes").asLong()).isEqualTo(document.path("parts").valueStream().mapToLong(part -> part.asLong()).sum());
    }

    @Test
    void anEstimateSaysWhatFitsAndWhatWouldMakeItFit() throws Exception {
        Files.copy(Path.of("sample-projects/starter-model/config.json"), folder.resolve("config.json"));
        out.getBuffer().setLength(0);
        assertThat(run("estimate", folder.toString(), "--precision", "bf16", "--device", "cpu", "--available", "100GB", "--cards", "--inference", "--context", "2048", "--json")).isZero();
        var green = Json.parse(out.toString(), "output");
        assertThat(green.path("verdict").asText()).isEqualTo("fits");
        assertThat(green.path("available_bytes").asLong()).isEqualTo(100L << 30);
        assertThat(green.has("remedy")).isFalse();
        assertThat(green.at("/largest/micro_batch").asInt()).isEqualTo(256);
        assertThat(green.path("cards")).hasSize(6).allSatisfy(card -> assertThat(card.path("verdict").asText()).isEqualTo("fits"));
        var config = ModelConfig.read(folder);
        assertThat(green.at("/inference/cache").asLong()).isEqualTo(2L * config.layers() * config.keyWidth() * 2 * 2048);
        assertThat(green.at("/inference/textbook_bytes").asLong()).isEqualTo(Math.round(config.parameters() * 2 * 1.2));

        long need = green.path("total_bytes").asLong();
        out.getBuffer().setLength(0);
        assertThat(run("estimate", folder.toString(), "--precision", "bf16", "--device", "cpu", "--available", Long.toString(need - 1), "--json")).isZero();
        var again = Json.parse(out.toString(), "output");
        assertThat(green.has("keeping_bytes")).isFalse();
        assertThat(again.path("keeping_bytes").asLong()).as("what recompute=auto then does").isEqualTo(need).isGreaterThan(again.path("total_bytes").asLong());
        out.getBuffer().setLength(0);
        assertThat(run("estimate", folder.toString(), "--precision", "bf16", "--device", "cpu", "--available", Long.toString(need - 1))).isZero();
        assertThat(out.toString()).contains("computed again: keeping them would need");
        out.getBuffer().setLength(0);
        assertThat(run("estimate", folder.toString(), "--precision", "bf16", "--device", "cpu", "--set", "recompute=off", "--available", Long.toString(need - 1), "--json")).isZero();
        var red = Json.parse(out.toString(), "output");
        assertThat(red.path("verdict").asText()).isEqualTo("over");
        assertThat(red.at("/remedy/fits").asBoolean()).isTrue();
        var sets = new ArrayList<>(List.of("estimate", folder.toString(), "--precision", "bf16", "--device", "cpu", "--set", "recompute=off", "--json"));
        red.at("/remedy/settings").properties().forEach(each -> sets.addAll(List.of("--set", each.getKey() + "=" + each.getValue().asText())));
        out.getBuffer().setLength(0);
        assertThat(run(sets.toArray(String[]::new))).isZero();
        assertThat(Json.parse(out.toString(), "output").path("total_bytes").asLong()).isEqualTo(red.at("/remedy/total_bytes").asLong()).isLessThan(need);
        out.getBuffer().setLength(0);
        assertThat(run("estimate", folder.toString(), "--available", "1MB")).isZero();
        assertThat(out.toString()).contains("does not fit", "no setting makes it fit", "workspace");
    }

    @Test
    void aRunThatIsThereIsNotOverwritten() throws Exception {
        Files.writeString(folder.resolve("run.json"), "{}");
        Files.writeString(folder.resolve("project.json"), "{}");
        Files.writeString(folder.resolve("events.jsonl"), "");
        assertMistake("add --resume", "train", folder.toString());
        assertMistake("wanted for a new run only", "train", folder.toString(), "--resume", "--set", "rank=4");
        assertThat(folder.resolve("run.json")).content().isEqualTo("{}");
    }

    @Test
    void oddInputsAreMistakesAndNoDefects() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "not a folder");
        Files.createDirectories(folder.resolve("model"));
        Files.copy(Path.of("src/test/resources/parity/llama/config.json"), folder.resolve("model/config.json"));
        Files.writeString(folder.resolve("rows.jsonl"), "{\"text\": \"a b\"}\n".repeat(4));
        Files.writeString(folder.resolve("project.json"), "{\"model\": \"model\", \"train\": \"rows.jsonl\"}");
        assertMistake("in the way", "train", folder.toString(), "--out", file.toString());
        assertMistake("at least one attention head", "init", "llama", "--out", folder.resolve("a").toString(), "--heads", "0");
        assertMistake("at least one attention head", "init", "", "--out", folder.resolve("a").toString());
        assertMistake("sizes from 1 up", "bench", "train", "--steps", "0");
        assertMistake("sizes from 1 up", "bench", "train", "--heads", "0");
        assertMistake("nothing at", "inspect", "@" + file); // no file of arguments
    }

    @Test
    void oddWishesOfGenerationAreMistakes() {
        assertMistake("top_p from 0 to 1", "chat", folder.toString(), "--ids", "1", "--top-p", "2");
        assertMistake("stop: wanted without texts", "chat", "src/test/resources/parity/llama", "--ids", "1", "--stop", "a", "--stop", "b");
        assertMistake("--random with six sizes", "bench", "generate", "--random", "8,8");
        assertMistake("256 positions", "bench", "generate", "src/test/resources/parity/llama", "--tokens", "300");
    }

    @Test
    void generationAndLoadingAreMeasured() {
        String model = "src/test/resources/parity/llama";
        assertThat(run("bench", "generate", model, "--adapter", model + "/adapter_final", "--prompt-tokens", "9", "--tokens", "4", "--batch", "2", "--rounds", "1", "--json")).isZero();
        var speed = Json.parse(out.toString(), "output");
        assertThat(speed.path("prompt_tokens_per_s").asDouble()).isPositive();
        assertThat(speed.path("tokens_per_s").asDouble()).isPositive();
        assertThat(speed.path("seconds_to_first").asDouble()).isPositive();
        assertThat(speed.path("precision").asText()).isEqualTo("f32");
        out.getBuffer().setLength(0);
        assertThat(run("bench", "load", model, "--json")).isZero();
        var load = Json.parse(out.toString(), "output");
        assertThat(load.path("peak_memory_bytes").asLong() - load.path("overhead_bytes").asLong()).isEqualTo(load.path("weight_bytes").asLong());
    }

    @Test
    void everyCommandTakesJsonAndADevice() {
        assertTakes(Cli.create((run, events, cancel) -> {}, (folder, say) -> new Window.Played(Path.of("x"), null, null, java.util.List.of())));
    }

    private static void assertTakes(CommandLine line) {
        line.getSubcommands().forEach((name, command) -> {
            assertTakes(command);
            if (command.getSubcommands().isEmpty()) {
                assertThat(command.getCommandSpec().findOption("--json")).as(name).isNotNull();
                assertThat(command.getCommandSpec().findOption("--device")).as(name).isNotNull();
            }
        });
    }

    @Test
    void aLiveRunIsNotResumed() throws Exception {
        Files.writeString(folder.resolve("run.json"), "{}");
        try (var lock = RunLock.acquire(new RunFolder(folder), Duration.ZERO).orElseThrow()) {
            assertThat(lock).isNotNull();
            assertMistake("wanted a run that no engine works on, found process " + ProcessHandle.current().pid(), "train", folder.toString(), "--resume");
        }
    }

    @Test
    void aFinishedRunSaysSoAndGivesItsResult() throws Exception {
        new RunSpec("done", folder, Map.of(), Settings.defaults(), Map.of(), List.of(), false, "", Map.of()).write(new RunFolder(folder));
        try (var events = EventLog.open(folder.resolve("events.jsonl"))) {
            events.append(new RunEvent.Finished(7, 2.0, 1.0, 0.5, 10, 20, 30));
        }
        assertThat(run("train", folder.toString(), "--resume", "--json")).isZero();
        assertThat(err.toString()).hasLineCount(1).contains("already finished");
        assertThat(Json.parse(out.toString(), "output").path("best_val_loss").asDouble()).isEqualTo(0.5);
    }

    @Test
    void aMistakeInAProjectIsOneLineAndLeavesNoRun() throws Exception {
        Path project = TinyProject.write(folder.resolve("project"), Map.of());
        Path out = folder.resolve("out");
        assertMistake("learning_rate", "train", project.toString(), "--out", out.toString(), "--set", "learning_rate=fast");
        assertMistake("did you mean learning_rate", "train", project.toString(), "--out", out.toString(), "--set", "lerning_rate=1");
        assertMistake("target_modules", "train", project.toString(), "--out", out.toString(), "--set", "target_modules=q_prj");
        assertMistake("config.json", "train", project.toString(), "--out", out.toString(), "--model", folder.resolve("none").toString());
        assertMistake("name the run's folder", "train", project.toString(), "--resume");
        Files.writeString(project.resolve("train.jsonl"), "{\"prompt\": \"a\"}\n", StandardOpenOption.APPEND);
        assertMistake("train.jsonl:41:", "train", project.toString(), "--out", out.toString());
        Files.move(project.resolve("train.jsonl"), folder.resolve("away"));
        assertMistake("train.jsonl", "train", project.toString(), "--out", out.toString());
        assertThat(out.resolve("run.json")).doesNotExist();
    }

    private void assertMistake(String message, String... args) {
        err.getBuffer().setLength(0);
        assertThat(run(args)).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(1).startsWith("atelier: ").contains(message);
        assertThat(out.toString()).isEmpty();
    }

    private int run(String... args) {
        return Cli.run((run, events, cancel) -> {}, (folder, say) -> new Window.Played(Path.of("x"), null, null, java.util.List.of()), new PrintWriter(out), new PrintWriter(err), args);
    }
}
