package dev.atelier.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingMaskTest {
    private static final String CHATML =
            "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>\\n' }}{% endfor %}"
                    + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

    private static TrainingMask.Masked mask(String template, List<Message> messages) {
        var chat = ChatTemplate.of(template, "test", ChatTemplateCasesTest.SPECIALS);
        return new TrainingMask(chat, Map.of("date_string", "26 Jul 2024"), LocalDateTime.of(2024, 7, 26, 0, 0)).of(messages, false);
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock = """
            Qwen-Qwen2.5-7B-Instruct                 | d<~im_end~>
            Qwen-Qwen3-0.6B                          | <think>NN</think>NNd<~im_end~>
            meta-llama-Llama-3.1-8B-Instruct         | d<~eot_id~>
            meta-llama-Llama-3.2-3B-Instruct         | d<~eot_id~>
            microsoft-Phi-3.5-mini-instruct          | d<~end~>
            google-gemma-2-2b-it                     | d<end_of_turn>
            mistralai-Mistral-Nemo-Instruct-2407     | d<EOS>
            deepseek-ai-DeepSeek-R1-Distill-Qwen-32B | d<\uff5cend\u2581of\u2581sentence\uff5c>
            HuggingFaceTB-SmolLM3-3B                 | d<~im_end~>
            """)
    void theTemplatesOfModels(String model, String last) throws IOException {
        var template = Files.readString(Fixtures.path("chat_templates/" + model + ".jinja"));
        var cases = Json.parse(Files.readString(Fixtures.path("chat_templates/cases.json")), "cases.json").path(model);
        var messages = ChatTemplateCasesTest.messages(cases.path("training_multi"));
        var masked = mask(template, messages);
        assertThat(masked.text()).isEqualTo(cases.path("training_multi").path("rendered").asText());
        var answer = last.replace('~', '|').replace('N', '\n');
        assertThat(learned(masked)).containsExactly(answer.replace("<think>\n\n</think>\n\n", "").replaceFirst("^d", "b"), answer);
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
