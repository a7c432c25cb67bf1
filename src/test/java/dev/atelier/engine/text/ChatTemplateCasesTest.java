package dev.atelier.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Templates as models ship them render what transformers 4.57.6 renders, character by character. */
class ChatTemplateCasesTest {
    static final Map<String, String> SPECIALS =
            Map.of("bos_token", "<BOS>", "eos_token", "<EOS>", "unk_token", "<UNK>", "pad_token", "<PAD>");

    @TestFactory
    Stream<DynamicTest> rendersWhatTransformersRenders() throws IOException {
        var cases = Json.parse(Files.readString(Fixtures.path("chat_templates/cases.json")), "cases.json");
        var tests = new ArrayList<DynamicTest>();
        for (var model : cases.properties()) {
            var template = ChatTemplate.read(Fixtures.path("chat_templates/" + model.getKey() + ".jinja"), SPECIALS);
            for (var one : model.getValue().properties()) {
                tests.add(DynamicTest.dynamicTest(model.getKey() + " " + one.getKey(), () -> check(template, one.getValue())));
            }
        }
        assertThat(tests).hasSize(45);
        return tests.stream();
    }

    private static void check(ChatTemplate template, JsonNode expected) {
        var messages = messages(expected);
        var generate = expected.path("add_generation_prompt").asBoolean();
        var variables = Map.of("date_string", "26 Jul 2024");
        if (expected.has("error")) {
            assertThatThrownBy(() -> template.render(messages, generate, variables))
                    .isInstanceOf(UserError.class)
                    .hasMessageEndingWith(expected.path("error").asText().replace("TemplateError: ", ""));
        } else {
            assertThat(template.render(messages, generate, variables).text()).isEqualTo(expected.path("rendered").asText());
        }
    }

    static List<Message> messages(JsonNode expected) {
        var messages = new ArrayList<Message>();
        expected.path("messages").forEach(m -> messages.add(new Message(m.path("role").asText(), m.path("content").asText())));
        return messages;
    }
}
