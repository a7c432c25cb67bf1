package dev.atelier.engine.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.Progress;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.engine.Precision;
import dev.atelier.engine.Torch;
import dev.atelier.engine.export.QualityHandler.Outcome;
import dev.atelier.engine.generate.Questions;
import dev.atelier.engine.io.gguf.GgufModel;
import dev.atelier.engine.model.Adapters;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.quant.Mix;
import dev.atelier.engine.quant.Quantization;
import dev.atelier.engine.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QualityHandlerTest {
    private static final Path STARTER = Path.of("sample-projects/starter-model");
    private static final Path ROWS = Path.of("sample-projects/company-faq/heldout.jsonl");
    private static final int QUESTIONS = 6;

    @TempDir
    private Path folder;

    /** Checks ask for what the F16 file says to all rows but one. */
    @Test
    void theScoreIsWhatTheWrittenFilesWouldGet() throws Exception {
        Path rows = Files.write(folder.resolve("rows.jsonl"), Files.readAllLines(ROWS).subList(0, QUESTIONS));
        List<String> exact = answers(Mix.F16, rows);
        List<String> rounded = answers(Mix.Q4_K_M, rows);
        var checked = new ArrayList<String>();
        for (int i = 0; i < QUESTIONS; i++) {
            var row = (ObjectNode) Json.parse(Files.readAllLines(rows).get(i), "row");
            row.putObject("check").put("type", "equals").put("value", i == 0 ? "no model says so" : exact.get(i));
            checked.add(row.toString());
        }
        Files.write(rows, checked);
        var outcome = measure(rows, null, Mix.Q4_K_M);
        assertThat(outcome.reference().score()).isEqualTo((QUESTIONS - 1.0) / QUESTIONS);
        long same = IntStream.range(1, QUESTIONS).filter(i -> rounded.get(i).strip().equals(exact.get(i).strip())).count();
        assertThat(outcome.types().getFirst().score()).isEqualTo((double) same / QUESTIONS);
        assertThat(outcome.asked()).isEqualTo(outcome.judgeable()).isEqualTo(QUESTIONS);
        assertThat(outcome.reference().divergence()).isZero();
        assertThat(outcome.reference().sameTop()).isEqualTo(1);
        assertThat(outcome.types().getFirst().divergence()).isPositive();
        assertThat(measure(rows, 2, Mix.Q4_K_M).asked()).isEqualTo(2);
        try (var files = Files.list(folder)) {
            assertThat(files.map(Path::getFileName).map(Path::toString)).as("nothing is written").containsExactlyInAnyOrder("rows.jsonl", "F16.gguf", "Q4_K_M.gguf");
        }
    }

    @Test
    void withoutRowsThatAProgramCanJudgeThereIsNoScore() throws Exception {
        Path rows = folder.resolve("rows.jsonl");
        var bare = new ArrayList<String>();
        for (String line : Files.readAllLines(ROWS).subList(0, 2)) {
            var row = (ObjectNode) Json.parse(line, "row");
            row.remove("check");
            bare.add(row.toString());
        }
        Files.write(rows, bare);
        var outcome = measure(rows, null, Mix.Q8_0);
        assertThat(outcome.reference().score()).isNull();
        assertThat(outcome.types().getFirst().score()).isNull();
        assertThat(outcome.asked() + outcome.judgeable()).isZero();
    }

    private static Outcome measure(Path rows, @Nullable Integer questions, Mix mix) throws IOException {
        return QualityHandler.run(new QualityHandler.Request(STARTER, null, rows, 0, questions, List.of(Quantization.of(mix)), 64, TrainingConfig.Precision.AUTO, "cpu"), Progress.NONE, one -> {});
    }

    private List<String> answers(Mix mix, Path rows) {
        Path file = folder.resolve(mix + ".gguf");
        Exporter.gguf(STARTER, null, mix, file, Progress.NONE);
        try (var torch = Torch.open("cpu"); var written = GgufModel.open(file); var model = CausalModel.load(torch, written, Precision.F32); var tokenizer = Tokenizer.open(STARTER)) {
            return Questions.judgeable(rows, tokenizer).stream().map(question -> Questions.answers(model, Adapters.NONE, tokenizer, List.of(question), Progress.NONE).getFirst()).toList();
        }
    }
}
