package dev.atelier.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.Progress;
import dev.atelier.domain.UserError;
import dev.atelier.engine.text.Fixtures;
import dev.atelier.engine.text.Message;
import dev.atelier.engine.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExampleBuilderTest {
    private static final Row CHAT = new Row.Conversation(
            List.of(new Message("user", "hello \ud83d\ude42"), new Message("assistant", "b\u00e9"), new Message("user", "c"), new Message("assistant", "hello")));

    private final Tokenizer tokenizer = Fixtures.bytes();

    @AfterAll
    void close() {
        tokenizer.close();
    }

    /** The tokens of one weight, as text; the first position, which nothing predicts, left out. */
    private String weighing(Example example, float weight) {
        return tokenizer.decode(IntStream.range(1, example.length()).filter(i -> example.weights()[i] == weight).map(i -> example.ids()[i]).toArray());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1})
    void answersWeighOneAndPromptsWhatIsAsked(double promptWeight) {
        var built = new ExampleBuilder(tokenizer, promptWeight, 1000).build(CHAT);
        var example = built.example();
        assertThat(tokenizer.decode(example.ids()))
                .isEqualTo("""
                        <|im_start|>user
                        hello \ud83d\ude42<|im_end|>
                        <|im_start|>assistant
                        b\u00e9<|im_end|>
                        <|im_start|>user
                        c<|im_end|>
                        <|im_start|>assistant
                        hello<|im_end|>
                        """);
        assertThat(weighing(example, 1)).isEqualTo("b\u00e9<|im_end|>hello<|im_end|>");
        assertThat(weighing(example, (float) promptWeight))
                .isEqualTo("user\nhello \ud83d\ude42<|im_end|>\n<|im_start|>assistant\n\n<|im_start|>user\nc<|im_end|>\n<|im_start|>assistant\n\n");
        assertThat(example.weights()[0]).isZero();
        assertThat(built.cut()).isFalse();
    }

    @Test
    void aPromptWeightOfOneLearnsEverything() {
        var example = new ExampleBuilder(tokenizer, 1, 1000).build(CHAT).example();
        for (var i = 1; i < example.length(); i++) {
            assertThat(example.weights()[i]).isEqualTo(1);
        }
    }

    @Test
    void aPromptIsTheBeginningOfItsExample() {
        var builder = new ExampleBuilder(tokenizer, 0.1, 1000);
        var prompt = builder.promptIds(CHAT);
        assertThat(builder.build(CHAT).example().ids()).startsWith(prompt);
        assertThat(tokenizer.decode(prompt)).endsWith("c<|im_end|>\n<|im_start|>assistant\n");
    }

    @Test
    void documentsAreLearnedWholeAndEnd() {
        var example = new ExampleBuilder(tokenizer, 0.1, 1000).build(new Row.PlainText("hello you")).example();
        assertThat(tokenizer.decode(example.ids())).isEqualTo("hello you<|im_end|>");
        assertThat(weighing(example, 1)).isEqualTo(" you<|im_end|>");
    }

    @Test
    void withoutAChatTemplateTurnsFollowEachOther(@TempDir Path folder) throws IOException {
        Files.copy(Fixtures.path("tokenizers/bytes/tokenizer.json"), folder.resolve("tokenizer.json"));
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"bos_token\": \"<|im_start|>\", \"add_bos_token\": true, \"eos_token\": \"<|im_end|>\"}");
        try (var plain = Tokenizer.open(folder)) {
            var builder = new ExampleBuilder(plain, 0, 1000);
            var pair = new Row.Conversation(List.of(new Message("user", "2+2="), new Message("assistant", "4")), java.util.Map.of(), "");
            assertThat(plain.decode(builder.build(pair).example().ids())).isEqualTo("<|im_start|>2+2=4<|im_end|>");
            assertThat(weighing(builder.build(pair).example(), 1)).isEqualTo("4<|im_end|>");
            assertThat(plain.decode(builder.promptIds(pair))).isEqualTo("<|im_start|>2+2=");
            assertThat(plain.decode(builder.build(CHAT).example().ids())).isEqualTo("<|im_start|>hello \ud83d\ude42\nb\u00e9<|im_end|>\nc\nhello<|im_end|>");
            assertThat(weighing(builder.build(CHAT).example(), 1)).isEqualTo("b\u00e9<|im_end|>hello<|im_end|>");
            assertThat(builder.build(CHAT).example().ids()).startsWith(builder.promptIds(CHAT));
        }
    }

    @Test
    void longRowsAreCutAndRowsWithoutAnAnswerLeftAreDropped() {
        var answer = new Row.Conversation(List.of(new Message("user", "q"), new Message("assistant", "x".repeat(100))));
        var question = new Row.Conversation(List.of(new Message("user", "x".repeat(100)), new Message("assistant", "a")));
        var rows = List.of(new DataRow(1, Shape.MESSAGES, answer, ""), new DataRow(3, Shape.MESSAGES, question, ""));
        var file = Path.of("d.jsonl");
        var examples = Examples.of(file, rows, new ExampleBuilder(tokenizer, 0.1, 40), false, Progress.NONE);
        assertThat(examples.examples()).hasSize(1);
        assertThat(examples.examples().getFirst().length()).isEqualTo(40);
        assertThat(examples.lines()).containsExactly(1);
        assertThat(examples.warnings())
                .containsExactly(
                        "1 row longer than max_length and cut (the first: d.jsonl:1)",
                        "1 row without any answer token within max_length and left out (the first: d.jsonl:3)");
        assertThatThrownBy(() -> Examples.of(file, rows, new ExampleBuilder(tokenizer, 0.1, 3), false, Progress.NONE)).isInstanceOf(UserError.class);
    }

    @Test
    void rowsTheTemplateRefusesNeedConsent(@TempDir Path folder) throws IOException {
        Files.copy(Fixtures.path("tokenizers/bytes/tokenizer.json"), folder.resolve("tokenizer.json"));
        Files.copy(Fixtures.path("chat_templates/google-gemma-2-2b-it.jinja"), folder.resolve("chat_template.jinja"));
        var system = new Row.Conversation(List.of(new Message("system", "s"), new Message("user", "u"), new Message("assistant", "a")));
        var rows = List.of(new DataRow(1, Shape.MESSAGES, CHAT, ""), new DataRow(2, Shape.MESSAGES, system, ""));
        try (var gemma = Tokenizer.open(folder)) {
            var builder = new ExampleBuilder(gemma, 0.1, 1000);
            assertThatThrownBy(() -> Examples.of(Path.of("d.jsonl"), rows, builder, false, Progress.NONE))
                    .isInstanceOf(UserError.class)
                    .hasMessageStartingWith("d.jsonl:2: the chat template refuses these messages: System role not supported");
            var examples = Examples.of(Path.of("d.jsonl"), rows, builder, true, Progress.NONE);
            assertThat(examples.examples()).hasSize(1);
            assertThat(examples.warnings()).singleElement().asString().startsWith("1 row refused by the chat template");
        }
    }
}
