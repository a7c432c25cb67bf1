package dev.atelier.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.UserError;
import dev.atelier.engine.text.jinja.JinjaException;
import dev.atelier.engine.text.jinja.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The Jinja text a model ships that turns a conversation into the one string the model was trained on. */
public final class ChatTemplate {
    private static final long MAX_CHARACTERS = 8L << 20;
    private static final Duration MAX_TIME = Duration.ofSeconds(2);

    /**
     * @param generations what the template itself marks as the assistant's (its generation blocks); empty for templates without them
     */
    public record Rendered(String text, List<Range> generations) {}

    private final String source;
    private final String where;
    private final Template template;
    private final Map<String, String> specials;

    private ChatTemplate(String source, String where, Map<String, String> specials) {
        this.source = source;
        this.where = where;
        this.specials = Map.copyOf(specials);
        try {
            template = Template.parse(source);
        } catch (JinjaException e) {
            throw new UserError(where + ": wanted a chat template, found one that does not parse: " + e.getMessage(), e);
        }
    }

    /**
     * @param where names the template in errors
     * @param specials bos_token, eos_token ...: variables of the template
     */
    public static ChatTemplate of(String source, String where, Map<String, String> specials) {
        return new ChatTemplate(source, where, specials);
    }

    /** A file that holds nothing but the template. */
    public static ChatTemplate read(Path file, Map<String, String> specials) {
        try {
            return new ChatTemplate(Files.readString(file), file.toString(), specials);
        } catch (IOException e) {
            throw new UserError("wanted a chat template, found " + file + " unreadable (" + e + "): name a UTF-8 file", e);
        }
    }

    /** A model folder's: chat_template.jinja, else tokenizer_config.json's chat_template (a text, or a list of named ones: "default"). */
    static @Nullable ChatTemplate find(Path folder, Map<String, String> specials) {
        var file = folder.resolve("chat_template.jinja");
        if (Files.isRegularFile(file)) {
            return read(file, specials);
        }
        var source = source(SpecialTokens.json(folder, "tokenizer_config.json").path("chat_template"));
        return source == null ? null : new ChatTemplate(source, folder.resolve("tokenizer_config.json").toString(), specials);
    }

    private static @Nullable String source(JsonNode node) {
        if (node.isTextual()) {
            return node.textValue();
        }
        for (var named : node) {
            if ("default".equals(named.path("name").asText()) || node.size() == 1) {
                return named.path("template").textValue();
            }
        }
        return null;
    }

    /** The Jinja text. */
    public String source() {
        return source;
    }

    public Map<String, String> specials() {
        return specials;
    }

    public Rendered render(List<Message> messages, boolean addGenerationPrompt) {
        return render(messages, addGenerationPrompt, Map.of());
    }

    /**
     * @param variables further variables, such as date_string, tools, enable_thinking
     * @throws UserError for what the template refuses (its raise_exception) or cannot do
     */
    public Rendered render(List<Message> messages, boolean addGenerationPrompt, Map<String, ? extends @Nullable Object> variables) {
        return render(messages, addGenerationPrompt, variables, LocalDateTime.now(ZoneId.systemDefault()));
    }

    /**
     * @param now what the template's {@code strftime_now} says
     */
    public Rendered render(
            List<Message> messages, boolean addGenerationPrompt, Map<String, ? extends @Nullable Object> variables, LocalDateTime now) {
        var all = new HashMap<String, @Nullable Object>(specials);
        all.put("messages", messages.stream().map(Message::toTemplate).toList());
        all.put("add_generation_prompt", addGenerationPrompt);
        all.putAll(variables);
        try {
            var output = template.render(all, now, MAX_CHARACTERS, MAX_TIME);
            return new Rendered(output.text(), output.generations().stream().map(r -> new Range(r[0], r[1])).toList());
        } catch (JinjaException e) {
            throw new UserError(
                    e.raised()
                            ? "the chat template refuses these messages: " + e.getMessage()
                            : where + ": the chat template fails on these messages: " + e.getMessage(),
                    e);
        }
    }
}
