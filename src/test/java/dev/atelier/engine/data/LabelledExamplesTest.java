package dev.atelier.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.Json;
import dev.atelier.domain.Progress;
import dev.atelier.domain.UserError;
import dev.atelier.engine.text.Fixtures;
import dev.atelier.engine.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledExamplesTest {
    private static final String ROWS = """
            {"text": "hello you", "label": "good"}
            {"text": "hello", "label": "bad"}
            {"text": "you", "label": "good"}
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    private Path file(String rows) throws IOException {
        return Files.writeString(folder.resolve("data.jsonl"), rows);
    }

    private static ClassLabels labels(Path file) {
        return ClassLabels.of(file, Dataset.load(file, false, Progress.NONE).rows());
    }

    @Test
    void textsWithTheirClasses() throws IOException {
        var file = file(ROWS);
        var dataset = Dataset.load(file, false, Progress.NONE);
        assertThat(dataset.shape()).isEqualTo("text/label");
        assertThat(labels(file).names()).containsExactly("good", "bad");
        try (var tokenizer = Fixtures.bytes()) {
            var examples = LabelledExamples.of(file, dataset.rows(), tokenizer, labels(file), 2, false, Progress.NONE);
            assertThat(examples.examples().stream().map(LabelledExample::label)).containsExactly(0, 1, 0);
            assertThat(examples.examples().get(1).ids()).isEqualTo(tokenizer.encode("hello"));
            assertThat(examples.examples().getFirst().length()).isEqualTo(2);
            assertThat(examples.lines()).containsExactly(1, 2, 3);
            assertThat(examples.warnings()).containsExactly("2 rows longer than max_length and cut (the first: " + file + ":1)");
        }
    }

    @Test
    void theCheckCountsLabels() throws IOException {
        var report = DataCheck.run(file(ROWS), Progress.NONE);
        assertThat(report.labels()).containsExactly(Map.entry("good", 2), Map.entry("bad", 1));
        assertThat(Json.snakeLine(report)).contains("\"labels\":{\"good\":2,\"bad\":1}");
        assertThat(Json.snakeLine(DataCheck.run(file("{\"text\": \"a\"}"), Progress.NONE))).doesNotContain("labels");
    }

    @Test
    void wholeNumbersAreClassesInTheirOrder() throws IOException {
        var file = file("{\"text\": \"a\", \"label\": 10}\n{\"text\": \"b\", \"label\": 2}\n{\"text\": \"c\", \"label\": 0}\n");
        assertThat(labels(file).names()).containsExactly("0", "2", "10");
        var model = new ClassLabels(List.of("negative", "neutral", "positive"));
        assertThat(model.id("2")).hasValue(2);
        assertThat(model.id("Positive")).hasValue(2);
        assertThat(model.id("3")).isEmpty();
        assertThat(model.id("fine")).isEmpty();
        assertThat(labels(file).id("1")).isEmpty();
        assertThat(new ClassLabels(List.of("a", "A")).id("A")).hasValue(1);
    }

    @Test
    void labelsThatAreNoClass() throws IOException {
        var file = file(ROWS);
        var rows = Dataset.load(file, false, Progress.NONE).rows();
        var labels = new ClassLabels(List.of("good", "ugly"));
        try (var tokenizer = Fixtures.bytes()) {
            assertThatThrownBy(() -> LabelledExamples.of(file, rows, tokenizer, labels, 8, false, Progress.NONE))
                    .isInstanceOf(UserError.class)
                    .hasMessageStartingWith(file + ":2: wanted a label of the model's classes (good, ugly), found 'bad'");
            var examples = LabelledExamples.of(file, rows, tokenizer, labels, 8, true, Progress.NONE);
            assertThat(examples.lines()).containsExactly(1, 3);
            assertThat(examples.warnings()).singleElement().asString().startsWith("1 row with a label that is no class");
            assertThatThrownBy(() -> LabelledExamples.of(file, rows, tokenizer, new ClassLabels(List.of("x", "y")), 8, true, Progress.NONE)).isInstanceOf(UserError.class);
        }
        assertThatThrownBy(() -> labels(file("{\"text\": \"a\", \"label\": \"x\"}"))).isInstanceOf(UserError.class).hasMessageContaining("at least 2 classes");
        assertThatThrownBy(() -> labels(file("{\"text\": \"a\"}"))).isInstanceOf(UserError.class).hasMessageContaining("no label");
        var many = new StringBuilder();
        for (int i = 0; i < 1001; i++) {
            many.append("{\"text\": \"a\", \"label\": ").append(i).append("}\n");
        }
        assertThatThrownBy(() -> labels(file(many.toString()))).isInstanceOf(UserError.class).hasMessageContaining("1000 classes");
    }

    /** A model that generates is asked the text and learns to answer with the label. */
    @Test
    void aLabelIsAnAnswerToo() throws IOException {
        var row = Dataset.load(file(ROWS), false, Progress.NONE).rows().getFirst().row();
        assertThat(((Row.Conversation) row).answer()).isEqualTo("good");
        try (var tokenizer = Fixtures.bytes()) {
            var ids = new ExampleBuilder(tokenizer, 0, 100).build(row).example().ids();
            assertThat(tokenizer.decode(ids)).isEqualTo("<|im_start|>user\nhello you<|im_end|>\n<|im_start|>assistant\ngood<|im_end|>\n");
        }
    }

    /** The sample is made of questions and answers: its answers are the classes. */
    @Test
    void theSentimentSample() {
        var file = Path.of("sample-projects/sentiment/train.jsonl");
        var rows = Dataset.load(file, false, Progress.NONE).rows();
        var labels = ClassLabels.of(file, rows);
        assertThat(labels.names()).containsExactlyInAnyOrder("positive", "negative");
        try (var tokenizer = Tokenizer.open(Path.of("sample-projects/starter-model"))) {
            var examples = LabelledExamples.of(file, rows, tokenizer, labels, 128, false, Progress.NONE);
            assertThat(examples.warnings()).isEmpty();
            assertThat(examples.examples()).hasSameSizeAs(rows);
            for (int i = 0; i < rows.size(); i++) {
                assertThat(labels.names().get(examples.examples().get(i).label())).isEqualTo(((Row.Conversation) rows.get(i).row()).answer());
            }
        }
    }
}
