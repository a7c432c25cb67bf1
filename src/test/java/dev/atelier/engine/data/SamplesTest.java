package dev.atelier.engine.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.Progress;
import dev.atelier.engine.text.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every row of the samples becomes an example that starts with its prompt and ends with its answer. */
class SamplesTest {
    @ParameterizedTest
    @CsvSource({"dockerfiles, prompt/completion", "sentiment, alpaca", "company-faq, messages"})
    void everyRow(String sample, String shape) {
        var file = Path.of("sample-projects", sample, "train.jsonl");
        var dataset = Dataset.load(file, false, Progress.NONE);
        assertThat(dataset.shape()).isEqualTo(shape);
        try (var tokenizer = Tokenizer.open(Path.of("sample-projects/starter-model"))) {
            var builder = new ExampleBuilder(tokenizer, 0.1, 1024);
            var examples = Examples.of(file, dataset.rows(), builder, false, Progress.NONE);
            assertThat(examples.warnings()).isEmpty();
            assertThat(examples.examples()).hasSameSizeAs(dataset.rows());
            for (var i = 0; i < dataset.rows().size(); i++) {
                var row = (Row.Conversation) dataset.rows().get(i).row();
                var ids = examples.examples().get(i).ids();
                var prompt = builder.promptIds(row);
                assertThat(Arrays.copyOf(ids, prompt.length)).isEqualTo(prompt);
                assertThat(tokenizer.decode(Arrays.copyOfRange(ids, prompt.length, ids.length))).isEqualTo(row.answer() + "<|im_end|>\n");
            }
        }
    }
}
