package dev.atelier.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.Progress;
import dev.atelier.domain.Sampling;
import dev.atelier.domain.TrainingConfig.Precision;
import dev.atelier.engine.export.Exporter;
import dev.atelier.engine.quant.Mix;
import dev.atelier.engine.text.Message;
import dev.atelier.engine.text.SpecialTokens;
import dev.atelier.engine.text.Tokenizers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A GGUF file answers as the folder it was made from. */
class GgufBaseTest {
    private static final Path PARITY = Path.of("src/test/resources/parity");
    private static final Path STARTER = Path.of("sample-projects/starter-model");
    private static final int[] IDS = {5, 9, 17, 200, 31, 42, 7};

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"llama, adapter_final", "llama3rope, ", "gpt2, ", "gemma2, ", "phi3, ", "qwen3, "})
    void logitsAndGreedyAnswersAreTheFolders(String name, String adapter) throws IOException {
        Path model = PARITY.resolve(name);
        Path lora = adapter == null ? null : model.resolve(adapter);
        var own = new ModelReference(model, lora);
        var gguf = new ModelReference(export(model), lora);
        var wanted = LogitsHandler.run(own, IDS, Precision.AUTO, "cpu").logits();
        var found = LogitsHandler.run(gguf, IDS, Precision.AUTO, "cpu").logits();
        for (int i = 0; i < wanted.length; i++) {
            assertThat(found[i]).usingComparatorWithPrecision((float) (1e-4 * deviation(wanted))).containsExactly(wanted[i]);
        }
        try (var models = new ModelCache(Duration.ofMinutes(1)); var tokenizers = new Tokenizers()) {
            var chat = new ChatHandler(models, tokenizers);
            var how = new ChatHandler.Options(Sampling.greedy(12), Precision.AUTO, "cpu");
            assertThat(chat.ids(gguf, IDS, Set.of(), how, () -> false).ids()).isEqualTo(chat.ids(own, IDS, Set.of(), how, () -> false).ids());
        }
    }

    @Test
    void aConversationGoesThroughTheFilesOwnTokenizerAndTemplate() throws IOException {
        Path file = export(STARTER);
        try (var models = new ModelCache(Duration.ofMinutes(1)); var tokenizers = new Tokenizers()) {
            var chat = new ChatHandler(models, tokenizers);
            var how = new ChatHandler.Options(Sampling.greedy(48), Precision.F32, "cpu");
            var question = List.of(new Message("user", "What is the opposite of hot?"));
            var wanted = chat.conversation(new ModelReference(STARTER, null), question, how, piece -> {}, () -> false);
            assertThat(wanted.text()).isNotEmpty();
            assertThat(chat.conversation(new ModelReference(file, null), question, how, piece -> {}, () -> false).ids()).isEqualTo(wanted.ids());
        }
        assertThat(SpecialTokens.of(file).eosIds()).isNotEmpty().isSubsetOf(idsOf(STARTER));
        assertThat(SpecialTokens.of(export(PARITY.resolve("llama"))).eosIds()).isEmpty();
    }

    private static Set<Integer> idsOf(Path model) throws IOException {
        try (var tokenizers = new Tokenizers(); var tokenizer = tokenizers.lease(model)) {
            return tokenizer.value().eosIds();
        }
    }

    private Path export(Path model) {
        Path out = folder.resolve(model.getFileName() + ".gguf");
        Exporter.gguf(model, null, Mix.F32, out, Progress.NONE);
        return out;
    }

    private static double deviation(float[][] logits) {
        double sum = 0;
        double squares = 0;
        long count = 0;
        for (float[] row : logits) {
            for (float value : row) {
                sum += value;
                squares += (double) value * value;
                count++;
            }
        }
        return Math.sqrt(squares / count - sum / count * (sum / count));
    }
}
