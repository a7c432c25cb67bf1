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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The Jinja text a model ships that turns a conversation into the one string the model was trained on. */
public final class ChatTemplate {
    private static final long MAX_CHARACTERS = 8L << 20;
    private static final long MAX_FILE = 4L << 20;
    private static final int MAX_MESSAGE = 300;
    private static final Duration MAX_TIME = Duration.ofMillis(1500);

    /**
     * @param generations what the template itself marks as the assistant's (its generation blocks); empty for templates without them
     */
    public record Rendered(String text, List<Range> generations) {}

    private final String source;
    private final String where;
    private final Template template;
    private final Map<String, String> specials;
    private final @Nullable ChatTemplate withTools;

    private ChatTemplate(String source, String where, Map<String, String> specials, @Nullable ChatTemplate withTools) {
        this.source = source;
        this.where = where;
        this.specials = Map.copyOf(specials);
        this.withTools = withTools;
        try {
            template = Template.parse(source);
        } catch (JinjaException e) {
            throw new UserError(where + ": wanted a chat template, found one that does not parse: " + line(e), e);
        }
    }

    /**
     * @param where names the template in errors
     * @param specials bos_token, eos_token ...: variables of the template
     */
    public static ChatTemplate of(String source, String where, Map<String, String> specials) {
        return new ChatTemplate(source, where, specials, null);
    }

    /** A file that holds nothing but the template. */
    public static ChatTemplate read(Path file, Map<String, String> specials) {
        try {
            if (Files.size(file) > MAX_FILE) {
                throw UserError.of(file + ": wanted a chat template of at most " + MAX_FILE + " bytes", Files.size(file) + " bytes", "name another file");
            }
            return of(Files.readString(file), file.toString(), specials);
        } catch (IOException e) {
            throw new UserError("wanted a chat template, found " + file + " unreadable (" + e + "): name a UTF-8 file", e);
        }
    }

    /**
     * A model folder's, where transformers finds it: chat_template.jinja, else chat_template.json's, else tokenizer_config.json's chat_template, a text or
     * a list of named ones, of which "tool_use" serves conversations with tools and "default" the others.
     */
    static @Nullable ChatTemplate find(Path folder, Map<String, String> specials) {
        var file = folder.resolve("chat_template.jinja");
        if (Files.isRegularFile(file)) {
            return read(file, specials);
        }
        for (var name : List.of("chat_template.json", "tokenizer_config.json")) {
            var found = named(SpecialTokens.json(folder, name).path("chat_template"), folder.resolve(name).toString(), specials);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable ChatTemplate named(JsonNode node, String where, Map<String, String> specials) {
        if (node.isTextual()) {
            return of(node.textValue(), where, specials);
        }
        var sources = new LinkedHashMap<String, String>();
        for (var named : node) {
            if (named.path("name").isTextual() && named.path("template").isTextual()) {
                sources.put(named.path("name").textValue(), named.path("template").textValue());
            }
        }
        var source = sources.size() == 1 ? sources.values().iterator().next() : sources.get("default");
        var tools = sources.get("tool_use");
        return source == null ? null : new ChatTemplate(source, where, specials, tools == null ? null : of(tools, where, specials));
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
        if (withTools != null && variables.get("tools") != null) {
            return withTools.render(messages, addGenerationPrompt, variables, now);
        }
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
                            ? "the chat template refuses these messages: " + line(e)
                            : where + ": the chat template fails on these messages: " + line(e),
                    e);
        }
    }

    /** The message on one line of readable length: what a template raises may be anything. */
    private static String line(JinjaException e) {
        var text = String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cntrl}", "?");
        return text.length() <= MAX_MESSAGE ? text : text.substring(0, text.offsetByCodePoints(0, Math.min(MAX_MESSAGE, text.codePointCount(0, text.length())))) + "...";
    }
}
