package dev.atelier.view.export;

import static dev.atelier.view.Fx.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.work.WorkPart.Measured;
import dev.atelier.engine.export.QualityHandler;
import dev.atelier.engine.io.gguf.GgufReader;
import dev.atelier.engine.quant.GgmlType;
import dev.atelier.engine.quant.Mix;
import dev.atelier.engine.quant.TypeOverride;
import dev.atelier.store.StoredExport;
import dev.atelier.view.Fx;
import dev.atelier.view.OpenProject;
import dev.atelier.view.OpenProjectTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Exports of a real run by a real worker. */
@Timeout(180)
class ExportViewModelTest extends OpenProjectTest {
    private ExportViewModel ready() throws Exception {
        project.finishedRun("run-1");
        var model = project.get(ExportViewModel.class);
        await("ready", model::isReady);
        return model;
    }

    private static StoredExport export(ExportViewModel model) {
        Fx.run(() -> model.shownProperty().set(null));
        Fx.run(model::export);
        await("a result", () -> !model.isRunning() && (model.shownProperty().get() != null || !model.getProblem().isEmpty()));
        assertThat(Fx.call(model::getProblem)).isEmpty();
        return Fx.call(() -> model.shownProperty().get());
    }

    @Test
    void aFileIsWrittenCheckedAndRemembered() throws Exception {
        var model = ready();
        await("sizes", () -> model.sizes().known().size() == Quant.values().length + 2);
        var made = export(model);
        assertThat(made.file()).isEqualTo(project.folder().toRealPath().resolve("exports/project-run-1-Q8_0.gguf")).isRegularFile();
        assertThat(made.bytes()).isEqualTo(Files.size(made.file())).isEqualTo(Fx.call(() -> model.size(Format.GGUF, Quant.Q8_0).orElseThrow()));
        assertThat(Verdict.of(made)).isIn(Verdict.GOOD, Verdict.CLOSE);
        assertThat(made.use()).startsWith("llama-cli -m ");
        project.close();

        open();
        var again = project.get(ExportViewModel.class);
        await("the list", () -> !again.earlier().isEmpty());
        assertThat(Fx.call(() -> again.earlier().getFirst())).isEqualTo(made);
    }

    @Test
    void otherFormatsFollowTheChoice() throws Exception {
        var model = ready();
        Fx.run(() -> model.quantProperty().set(Quant.F32));
        assertThat(Fx.call(() -> model.target().textProperty().get())).endsWith("-F32.gguf");
        assertThat(Verdict.of(export(model))).isEqualTo(Verdict.SAME);
        Fx.run(() -> model.formatProperty().set(Format.PEFT));
        var adapter = export(model);
        assertThat(adapter.file()).isDirectoryContaining("glob:**/adapter_config.json");
        assertThat(Verdict.of(adapter)).isEqualTo(Verdict.UNCHECKED);
        Fx.run(() -> model.target().textProperty().set("mine.gguf"));
        Fx.run(() -> model.formatProperty().set(Format.GGUF));
        assertThat(Fx.call(() -> model.target().path().orElseThrow())).as("one's own path stays").isEqualTo(project.folder().toRealPath().resolve("mine.gguf"));
    }

    @Test
    void aCancelledOneLeavesNothingBehind() throws Exception {
        var model = ready();
        Fx.run(() -> model.quantProperty().set(Quant.F32));
        for (String when : List.of("Beginning", "Comparing")) {
            Fx.run(model::export);
            await(when, () -> model.getTold().startsWith(when) && model.isRunning());
            await("something to cancel", model::cancel);
            await("the end", () -> !model.isRunning());
            assertThat(left()).as(when).isEmpty();
        }
        assertThat(Fx.call(model::getProblem)).isEmpty();
    }

    private List<Path> left() throws IOException {
        Path exports = project.folder().resolve("exports");
        if (!Files.exists(exports)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(exports)) {
            return files.toList();
        }
    }

    @Test
    void aFileIsReplacedOnlyWhenTheUserSaysSo() throws Exception {
        var model = ready();
        var first = export(model);
        var written = Files.getLastModifiedTime(first.file());
        Fx.run(model::export);
        await("the question", () -> project.answers().asked == 1);
        Fx.pulses(2);
        assertThat(Fx.call(model::isRunning)).isFalse();
        assertThat(Files.getLastModifiedTime(first.file())).isEqualTo(written);
        project.answers().yes = true;
        export(model);
        assertThat(Files.getLastModifiedTime(first.file())).isGreaterThan(written);
        assertThat(Fx.call(() -> model.earlier().size())).as("one line a file").isEqualTo(1);
        Fx.run(model::export);
        await("the comparison", () -> model.isRunning() && model.getTold().startsWith("Comparing"));
        Fx.run(model::cancel);
        await("what a late cancel left is told", () -> model.getProblem().startsWith("Cancelled too late"));
        assertThat(first.file()).exists();
    }

    @Test
    void whatIsMissingIsSaid() throws Exception {
        var none = project.get(ExportViewModel.class);
        assertThat(Fx.call(none::getMissing)).contains("Train first");
        assertThat(Fx.call(none::isReady)).isFalse();
        project.close();
        open();
        var model = ready();
        Fx.run(() -> model.target().textProperty().set(" "));
        assertThat(Fx.call(model::getMissing)).isEqualTo("Say where to write.");
        Path other = Files.writeString(root.resolve("notes.txt"), "notes");
        project.answers().yes = true;
        Fx.run(() -> model.target().textProperty().set(other.toString()));
        Fx.run(model::export);
        await("the refusal", () -> !model.getProblem().isEmpty());
        assertThat(Fx.call(model::getProblem)).contains("which is something else").doesNotContain("\n");
        assertThat(other).hasContent("notes");
    }

    @Test
    void theListIsTheEngines() {
        assertThat(Arrays.stream(Quant.values()).map(Enum::name)).containsExactlyElementsOf(Arrays.stream(Mix.values()).map(Enum::name).toList());
        for (Quant quant : Quant.values()) {
            var type = Mix.valueOf(quant.name()).base();
            assertThat(quant.bits()).isEqualTo(8.0 * type.blockBytes() / type.blockElements());
        }
        assertThat(QualityViewModel.TYPES).isEqualTo(QualityHandler.USUAL.stream().map(Enum::name).toList());
        TypeChoice.TYPES.forEach(type -> assertThat(TypeOverride.parse("attn_v=" + type).type()).isEqualTo(GgmlType.valueOf(type)));
    }

    @Test
    void aTypeForSomeMatricesChangesTheFile() throws Exception {
        var model = ready();
        Fx.run(() -> model.quantProperty().set(Quant.Q4_K_M));
        await("sizes", () -> model.sizes().known().size() == Quant.values().length + 2);
        long before = Fx.call(() -> model.size(Format.GGUF, Quant.Q4_K_M).orElseThrow());
        var choice = Fx.call(() -> {
            var one = new TypeChoice();
            one.patternProperty().set("ffn_(");
            model.rounding().overrides().add(one);
            return one;
        });
        assertThat(Fx.call(model::getMissing)).contains("ffn_(");
        assertThat(Fx.call(model::isReady)).isFalse();
        Fx.run(() -> {
            choice.patternProperty().set("ffn_up");
            choice.typeProperty().set("Q8_0");
            model.rounding().choose(RoundingChoice.Imatrix.ROWS);
        });
        await("another size", () -> model.size(Format.GGUF, Quant.Q4_K_M).orElseThrow() > before);
        var made = export(model);
        assertThat(made.bytes()).isEqualTo(Fx.call(() -> model.size(Format.GGUF, Quant.Q4_K_M).orElseThrow()));
        try (var file = GgufReader.open(made.file())) {
            assertThat(file.info("blk.0.ffn_up.weight").type()).isEqualTo(GgmlType.Q8_0);
            assertThat(file.info("blk.0.ffn_gate.weight").type()).isEqualTo(GgmlType.Q4_K);
        }
    }

    @Test
    void theFormatsAreMeasuredWhenAskedFor() throws Exception {
        ready();
        Path heldout = project.folder().resolve("runs/run-1/heldout.jsonl");
        Files.write(heldout, Files.readAllLines(heldout).subList(0, 8));
        var quality = project.get(QualityViewModel.class);
        Fx.run(quality::measure);
        await("the first", () -> !quality.measured().isEmpty());
        assertThat(Fx.call(quality::cancel)).isTrue();
        Fx.run(quality::measure);
        await("all", () -> quality.judgedProperty().get() != null || !quality.problemProperty().get().isEmpty());
        assertThat(Fx.call(() -> quality.problemProperty().get())).isEmpty();
        assertThat(Fx.call(() -> quality.measured().getFirst().type())).as("the model in 16 bits").isEqualTo("F16");
        assertThat(Fx.call(() -> quality.note(quality.measured().getFirst()))).isEqualTo("16 bits");
        assertThat(Fx.call(() -> List.copyOf(quality.measured()))).allSatisfy(one -> assertThat(one.score()).isBetween(0.0, 1.0));
        assertThat(Fx.call(quality::basis)).contains("out of 8 rows drawn from 8");
        var all = Fx.call(() -> List.copyOf(quality.measured().subList(1, quality.measured().size())));
        assertThat(all).extracting(Measured::type).isEqualTo(QualityViewModel.TYPES);
        assertThat(all.getFirst().divergence()).isLessThan(all.getLast().divergence());
        assertThat(Fx.call(() -> quality.note(all.get(2)))).contains("rule of thumb");
        assertThat(Fx.call(() -> quality.note(all.getLast()))).contains("for tests only");
        long at4096 = Fx.call(() -> quality.ram(all.getFirst()));
        Fx.run(() -> quality.contextProperty().set(8192));
        assertThat(Fx.call(() -> quality.ram(all.getFirst())) - at4096).as("keys and values of 6 layers, 2 heads of 64, in 16 bits").isEqualTo(4096L * 6 * 2 * 128 * 2);
    }

    @Test
    void partsAreCalledAsWasTold() throws Exception {
        var model = ready();
        Fx.run(() -> model.split().bytesProperty().set(4L << 20));
        await("names", () -> !model.partsProperty().get().isEmpty());
        assertThat(Fx.call(() -> model.partsProperty().get())).isEqualTo("2 files: project-run-1-Q8_0-00001-of-00002.gguf to project-run-1-Q8_0-00002-of-00002.gguf");
        Fx.run(model::export);
        await("Comparing", () -> model.getTold().startsWith("Comparing") && model.isRunning());
        await("something to cancel", model::cancel);
        await("the end", () -> !model.isRunning());
        assertThat(left()).as("no part is left behind").isEmpty();
        var made = export(model);
        assertThat(left()).containsExactlyInAnyOrderElementsOf(Target.files(project.folder().toRealPath().resolve("exports/project-run-1-Q8_0.gguf"), 2)).contains(made.file());
        Fx.run(() -> model.split().bytesProperty().set(1L << 30));
        await("one", () -> model.partsProperty().get().equals("Fits in one: project-run-1-Q8_0.gguf"));
    }

    @Test
    void theVerdictKnowsWhatRoundingCosts() {
        assertThat(Verdict.of(checked("F32", 0))).isEqualTo(Verdict.SAME);
        assertThat(Verdict.of(checked("F32", 0.01))).isEqualTo(Verdict.FAR);
        assertThat(Verdict.of(checked("F16", 0.0018))).isEqualTo(Verdict.GOOD);
        assertThat(Verdict.of(checked("Q8_0", 0.076))).isEqualTo(Verdict.CLOSE);
        assertThat(Verdict.of(checked("Q4_0", 0.71))).isEqualTo(Verdict.ROUNDED);
        assertThat(Verdict.of(checked("Q8_0", 0.71))).isEqualTo(Verdict.FAR);
        assertThat(Verdict.of(checked("Q5_K_M", 0.35))).isEqualTo(Verdict.ROUNDED);
        assertThat(Verdict.of(checked("Q2_K", 2.44))).isEqualTo(Verdict.ROUNDED);
        assertThat(Verdict.of(checked("Q6_K", 2.44))).isEqualTo(Verdict.FAR);
        assertThat(Verdict.of(checked("", 0.02))).isEqualTo(Verdict.GOOD);
    }

    private static StoredExport checked(String quant, double relative) {
        return new StoredExport(1, null, "run-1", quant.isEmpty() ? "hf" : "gguf", quant, Path.of("x"), 1, 1, relative, relative, List.of(), "", Instant.EPOCH);
    }
}
