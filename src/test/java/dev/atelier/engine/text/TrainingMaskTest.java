package dev.atelier.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingMaskTest {
    private static final String CHATML =
            "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>\\n' }}{% endfor %}"
                    + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

    private static TrainingMask.Masked mask(String template, List<Message> messages) {
        return mask(template, messages, false);
    }

    private static TrainingMask.Masked mask(String template, List<Message> messages, boolean generate) {
        var chat = ChatTemplate.of(template, "test", ChatTemplateCasesTest.SPECIALS);
        return new TrainingMask(chat, Map.of("date_string", "26 Jul 2024"), LocalDateTime.of(2024, 7, 26, 0, 0)).of(messages, generate);
    }

    private static List<String> learned(TrainingMask.Masked masked) {
        return masked.ranges().stream().map(r -> masked.text().substring(r.from(), r.to())).toList();
    }

    private static Message user(String content) {
        return new Message("user", content);
    }

    private static Message assistant(String content) {
        return new Message("assistant", content);
    }

    @Test
    void chatMlByHand() {
        var masked = mask(CHATML, List.of(user("a"), assistant("b"), user("c"), assistant("d")));
        assertThat(masked.text()).startsWith("<|im_start|>user\na<|im_end|>\n<|im_start|>assistant\nb<|im_end|>\n");
        // 12 + 5 + 1 + 10 + 1 characters of the first turn, then 12 + 10 of the second's header
        assertThat(masked.ranges()).containsExactly(new Range(51, 62), new Range(114, 125));
        assertThat(learned(masked)).containsExactly("b<|im_end|>", "d<|im_end|>");
    }

    @Test
    void anAnswerThatTheQuestionHoldsToo() {
        var masked = mask(CHATML, List.of(user("yes<|im_end|>"), assistant("yes"), user("yes"), assistant("yes")));
        assertThat(learned(masked)).containsExactly("yes<|im_end|>", "yes<|im_end|>");
        assertThat(masked.ranges().getFirst().from()).isEqualTo(masked.text().indexOf("assistant\n") + "assistant\n".length());
    }

    @Test
    void privateUseCharactersInTheConversation() {
        var masked = mask(CHATML, List.of(user("\ue000answer\ue000"), assistant("\ue000answer\ue000 \ue001")));
        assertThat(learned(masked)).containsExactly("\ue000answer\ue000 \ue001<|im_end|>");
    }

    /** masks.json, marked by hand: each conversation of cases.json with an assistant's turn, what is learned of it between brackets. */
    @TestFactory
    Stream<DynamicTest> theTemplatesOfModels() throws IOException {
        var cases = Json.parse(Files.readString(Fixtures.path("chat_templates/cases.json")), "cases.json");
        var masks = Json.parse(Files.readString(Fixtures.path("chat_templates/masks.json")), "masks.json");
        var tests = new ArrayList<DynamicTest>();
        for (var model : cases.properties()) {
            var template = Files.readString(Fixtures.path("chat_templates/" + model.getKey() + ".jinja"));
            for (var one : model.getValue().properties()) {
                var messages = ChatTemplateCasesTest.messages(one.getValue());
                if (messages.stream().anyMatch(Message::isAssistant) && !one.getValue().has("error")) {
                    var expected = masks.path(model.getKey()).path(one.getKey()).asText();
                    tests.add(DynamicTest.dynamicTest(model.getKey() + " " + one.getKey(), () -> {
                        var masked = mask(template, messages, one.getValue().path("add_generation_prompt").asBoolean());
                        assertThat(marked(masked)).isEqualTo(expected);
                        assertThat(masked.unlocated()).isEmpty();
                    }));
                }
            }
        }
        assertThat(tests).hasSize(26);
        return tests.stream();
    }

    private static String marked(TrainingMask.Masked masked) {
        var out = new StringBuilder();
        int at = 0;
        for (var range : masked.ranges()) {
            out.append(masked.text(), at, range.from()).append('\u27e6').append(masked.text(), range.from(), range.to()).append('\u27e7');
            at = range.to();
        }
        return out.append(masked.text().substring(at)).toString();
    }

    /** What a template strips from an earlier answer is not there to be learned; the rest of the answer is. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock = """
            Qwen-Qwen3-0.6B                          | because<~im_end~> | <think>NhowN</think>NNthus<~im_end~>
            deepseek-ai-DeepSeek-R1-Distill-Qwen-32B | NNbecause<\uff5cend\u2581of\u2581sentence\uff5c> | NNthus<\uff5cend\u2581of\u2581sentence\uff5c>
            Qwen-Qwen2.5-7B-Instruct                 | <think>NwhyN</think>NNbecause<~im_end~> | <think>NhowN</think>NNthus<~im_end~>
            """)
    void reasoningOfEarlierAnswers(String model, String first, String last) throws IOException {
        var template = Files.readString(Fixtures.path("chat_templates/" + model + ".jinja"));
        var masked = mask(template, List.of(user("a"), assistant("<think>\nwhy\n</think>\n\nbecause"), user("c"), assistant("<think>\nhow\n</think>\n\nthus")));
        assertThat(learned(masked)).containsExactly(first.replace('~', '|').replace('N', '\n'), last.replace('~', '|').replace('N', '\n'));
        assertThat(masked.unlocated()).isEmpty();
    }

    /** Spaces around an answer are the template's to strip. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            meta-llama-Llama-3.2-3B-Instruct | 'b<~eot_id~>'
            google-gemma-2-2b-it             | 'b<end_of_turn>'
            Qwen-Qwen2.5-7B-Instruct         | ' b N<~im_end~>'
            """)
    void spacesAroundAnswers(String model, String learned) throws IOException {
        var template = Files.readString(Fixtures.path("chat_templates/" + model + ".jinja"));
        var masked = mask(template, List.of(user("b"), assistant(" b \n"), user("b"), assistant(" b \n")));
        var answer = learned.replace('~', '|').replace('N', '\n');
        assertThat(learned(masked)).containsExactly(answer, answer);
    }

    /** A call of a tool is the assistant's from the words before it to the end of the turn; the tool's answer is not. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Qwen-Qwen2.5-7B-Instruct         | look | 'lookN<tool_call>N{"name": "f", "arguments": {"x": 1}}N</tool_call><~im_end~>' | 'd<~im_end~>'
            Qwen-Qwen2.5-7B-Instruct         | ''   | '<tool_call>N{"name": "f", "arguments": {"x": 1}}N</tool_call><~im_end~>' | 'd<~im_end~>'
            Qwen-Qwen3-0.6B                  | look | 'lookN<tool_call>N{"name": "f", "arguments": {"x": 1}}N</tool_call><~im_end~>' | '<think>NN</think>NNd<~im_end~>'
            Qwen-Qwen3-0.6B                  | ''   | '<tool_call>N{"name": "f", "arguments": {"x": 1}}N</tool_call><~im_end~>' | '<think>NN</think>NNd<~im_end~>'
            meta-llama-Llama-3.2-3B-Instruct | ''   | '{"name": "f", "parameters": {"x": 1}}<~eot_id~>' | 'd<~eot_id~>'
            """)
    void callsOfTools(String model, String words, String call, String answer) throws IOException {
        var template = Files.readString(Fixtures.path("chat_templates/" + model + ".jinja"));
        Map<String, Object> function = Map.of("name", "f", "arguments", Map.of("x", 1));
        var calling = new Message("assistant", words, Map.of("tool_calls", List.of(Map.of("type", "function", "function", function))));
        var masked = mask(template, List.of(user("a"), calling, new Message("tool", "r"), assistant("d")));
        assertThat(learned(masked)).containsExactly(call.replace('~', '|').replace('N', '\n'), answer.replace('~', '|').replace('N', '\n'));
        assertThat(masked.unlocated()).isEmpty();
    }

    @Test
    void reasoningIsPartOfTheAnswer() throws IOException {
        var template = Files.readString(Fixtures.path("chat_templates/Qwen-Qwen3-0.6B.jinja"));
        var masked = mask(template, List.of(user("a"), assistant("<think>\nwhy\n</think>\n\nbecause")));
        assertThat(learned(masked)).containsExactly("<think>\nwhy\n</think>\n\nbecause<|im_end|>");
    }

    @Test
    void generationBlocksDecide() {
        var masked = mask(
                "{% for m in messages %}[{% if m.role == 'assistant' %}{% generation %}{{ m.content }};{% endgeneration %}{% else %}{{ m.content }}{% endif %}]{% endfor %}",
                List.of(user("a"), assistant("b"), user("c"), assistant("d")));
        assertThat(masked.text()).isEqualTo("[a][b;][c][d;]");
        assertThat(masked.ranges()).containsExactly(new Range(4, 6), new Range(11, 13));
    }

    @Test
    void withoutAnEndTokenTheNextTurnIsNotLearned() {
        var masked = mask("{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}", List.of(user("a"), assistant("b"), user("c"), assistant("d")));
        assertThat(learned(masked)).containsExactly("b", "d");
    }

    @Test
    void aTurnTheTemplateHidesIsReported() {
        var masked = mask("{% for m in messages %}{% if loop.last %}{{ m.content }}</s>{% endif %}{% endfor %}", List.of(assistant("b"), user("c"), assistant("d")));
        assertThat(learned(masked)).containsExactly("d</s>");
        assertThat(masked.unlocated()).containsExactly(0);
    }

    @Test
    void trimmedAndSpacedAnswers() {
        var masked = mask("{% for m in messages %}[INST]{{ m.content | trim }} {{ eos_token if m.role == 'assistant' }}{% endfor %}", List.of(user("a"), assistant("  b \n")));
        assertThat(learned(masked)).containsExactly("b <EOS>");
    }
}
