package dev.atelier.engine.data;

import dev.atelier.domain.Json;
import dev.atelier.domain.UserError;
import dev.atelier.engine.text.ChatTemplate;
import dev.atelier.engine.text.Tokenizer;
import dev.atelier.engine.text.TrainingMask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code render}: a conversation as the model sees it, and which characters are trained on. */
public final class RenderHandler {
    /**
     * @param template a model folder, or a file that holds the template
     * @param messages JSON: a list of messages or an object with one
     * @param specials bos_token, eos_token, unk_token, pad_token where the caller names them; they replace the folder's
     * @param variables such as date_string
     */
    public record Request(
            Path template, Path messages, boolean addGenerationPrompt, Map<String, String> specials, Map<String, String> variables) {}

    /**
     * @param mask ranges {from, to} of characters, counted in Unicode code points
     */
    public record Result(String text, List<List<Integer>> mask) {}

    private RenderHandler() {}

    public static Result run(Request request) {
        var document = Json.parse(read(request.messages()), request.messages().toString());
        var messages = MessageParser.parse(document, request.messages().toString());
        var mask = new TrainingMask(template(request), request.variables(), LocalDateTime.now(ZoneId.systemDefault()));
        var masked = mask.of(messages, request.addGenerationPrompt());
        var text = masked.text();
        return new Result(text, masked.ranges().stream().map(range -> List.of(points(text, range.from()), points(text, range.to()))).toList());
    }

    private static int points(String text, int unit) {
        return text.codePointCount(0, unit);
    }

    private static ChatTemplate template(Request request) {
        if (Files.isRegularFile(request.template())) {
            return ChatTemplate.read(request.template(), request.specials());
        }
        var template = Tokenizer.templateOf(request.template());
        if (template == null) {
            throw UserError.of(
                    "wanted a chat template in " + request.template(), "none", "name a folder with chat_template.jinja or a template file");
        }
        var specials = new HashMap<>(template.specials());
        specials.putAll(request.specials());
        return ChatTemplate.of(template.source(), request.template().toString(), specials);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UserError("wanted messages as JSON at " + file + ", found " + e + ": name a readable UTF-8 file", e);
        }
    }
}
