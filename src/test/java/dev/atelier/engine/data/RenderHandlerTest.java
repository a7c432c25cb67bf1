package dev.atelier.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.Json;
import dev.atelier.domain.UserError;
import dev.atelier.engine.text.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenderHandlerTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    private RenderHandler.Request request(Path template, String messages, boolean generate, Map<String, String> specials) throws IOException {
        var file = folder.resolve("messages.json");
        Files.writeString(file, messages);
        return new RenderHandler.Request(template, file, generate, specials, Map.of("date_string", "1 Jan 2020"));
    }

    @Test
    void aFoldersTemplateAndItsMaskInCodePoints() throws IOException {
        var messages = "[{\"role\": \"user\", \"content\": \"\ud83d\ude42\"}, {\"role\": \"assistant\", \"content\": \"ok\"}]";
        var result = RenderHandler.run(request(Fixtures.path("tokenizers/bytes"), messages, false, Map.of()));
        assertThat(result.text()).isEqualTo("<|im_start|>user\n\ud83d\ude42<|im_end|>\n<|im_start|>assistant\nok<|im_end|>\n");
        assertThat(Json.line(result)).endsWith("\"mask\":[[51,63]]}");
    }

    @Test
    void aTemplateFileWithSpecialsAndDate() throws IOException {
        var template = Fixtures.path("chat_templates/meta-llama-Llama-3.2-3B-Instruct.jinja");
        var messages = "{\"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]}";
        var result = RenderHandler.run(request(template, messages, true, Map.of("bos_token", "<s>")));
        assertThat(result.text()).startsWith("<s><|start_header_id|>system").contains("Today Date: 1 Jan 2020").endsWith("assistant<|end_header_id|>\n\n");
        assertThat(result.mask()).isEmpty();
    }

    @Test
    void mistakes() throws IOException {
        var good = "[{\"role\": \"user\", \"content\": \"hi\"}]";
        assertThatThrownBy(() -> RenderHandler.run(request(folder, good, false, Map.of()))).isInstanceOf(UserError.class).hasMessageContaining("chat template");
        var template = Fixtures.path("tokenizers/bytes");
        assertThatThrownBy(() -> RenderHandler.run(request(template, "[", false, Map.of()))).isInstanceOf(UserError.class).hasMessageContaining("wanted JSON");
        assertThatThrownBy(() -> RenderHandler.run(request(template, "[{\"role\": \"user\"}]", false, Map.of())))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("messages[0].content: wanted text, found nothing");
        var broken = Files.writeString(folder.resolve("broken.jinja"), "{% if %}");
        assertThatThrownBy(() -> RenderHandler.run(request(broken, good, false, Map.of()))).isInstanceOf(UserError.class).hasMessageContaining("line 1 of the template");
    }
}
