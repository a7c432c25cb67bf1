package dev.atelier.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.Progress;
import dev.atelier.domain.ProjectSpec;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunSpec;
import dev.atelier.domain.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunPreparationTest {
    @TempDir
    Path folder;

    @BeforeEach
    void aProject() throws IOException {
        Files.createDirectories(folder.resolve("model"));
        Files.copy(Path.of("src/test/resources/parity/llama/config.json"), folder.resolve("model/config.json"));
        Files.writeString(folder.resolve("model/model.safetensors"), "abc");
        Files.writeString(folder.resolve("train.jsonl"),
                IntStream.range(0, 20).mapToObj(i -> "{\"prompt\": \"p" + i + "\", \"completion\": \"c\"}\r\n").collect(Collectors.joining()));
        Files.writeString(folder.resolve("project.json"),
                "{\"name\": \"small\", \"model\": \"model\", \"train\": \"train.jsonl\", \"settings\": {\"rank\": 4, \"validation_share\": 0.25}}");
    }

    @Test
    void aRunHoldsEverythingItDependsOn() throws IOException {
        var project = ProjectSpec.read(folder);
        var run = new RunFolder(folder.resolve("run"));
        var written = RunPreparation.prepare(project, project.settings(), run, false, Progress.NONE);
        assertThat(RunSpec.read(run)).isEqualTo(written);
        assertThat(written.settings().rank()).isEqualTo(4);
        assertThat(written.rows()).containsEntry("train", 15).containsEntry("val", 5).containsEntry("skipped", 0);
        assertThat(written.modelHashes()).containsEntry("model.safetensors", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad").hasSize(2);
        assertThat(Stream.concat(Files.lines(run.train()), Files.lines(run.val())).sorted())
                .isEqualTo(Files.readAllLines(folder.resolve("train.jsonl")).stream().sorted().toList());
    }

    @Test
    void badRowsAreRefusedOrCountedAndNothingIsLeftBehind() throws IOException {
        Files.writeString(folder.resolve("train.jsonl"), Files.readString(folder.resolve("train.jsonl")) + "{broken\n");
        var project = ProjectSpec.read(folder);
        var run = new RunFolder(folder.resolve("run"));
        assertThatThrownBy(() -> RunPreparation.prepare(project, project.settings(), run, false, Progress.NONE)).isInstanceOf(UserError.class)
                .hasMessageContaining("train.jsonl:21");
        assertThat(run.exists()).isFalse();
        assertThat(RunPreparation.prepare(project, project.settings(), run, true, Progress.NONE).rows()).containsEntry("skipped", 1).containsEntry("train", 15);
    }

    @Test
    void aProjectsMistakesNameTheFile() throws IOException {
        Files.writeString(folder.resolve("project.json"), "{\"model\": \"absent\", \"train\": \"train.jsonl\"}");
        assertThatThrownBy(() -> ProjectSpec.read(folder)).isInstanceOf(UserError.class).hasMessageContaining("project.json").hasMessageContaining("absent");
    }
}
