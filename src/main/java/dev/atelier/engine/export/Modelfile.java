package dev.atelier.engine.export;

import dev.atelier.domain.UserError;
import dev.atelier.engine.io.AtomicFiles;
import dev.atelier.engine.text.ChatTemplate;
import dev.atelier.engine.text.Message;
import dev.atelier.engine.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What Ollama needs beside a GGUF file: its chat template as Ollama writes templates, stop strings, the context's length. */
final class Modelfile {
    private static final String FIRST = "# Made by Atelier.";
    private static final int USUAL_CONTEXT = 4096;
    private static final List<String> MARKS = List.of("\uE000", "\uE001", "\uE002", "\uE003");

    private Modelfile() {}

    /** Beside {@code gguf}, with its name. */
    static Path of(Path gguf) {
        String name = gguf.getFileName().toString();
        return gguf.resolveSibling((name.endsWith(".gguf") ? name.substring(0, name.length() - 5) : name) + ".Modelfile");
    }

    /** The line that runs it. */
    static String use(Path modelfile, String quoted) {
        String name = modelfile.getFileName().toString().replace(".Modelfile", "").toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-");
        return "ollama create " + name + " -f " + quoted + " && ollama run " + name;
    }

    /** Writes it, unless somebody wrote one of their own there; a warning where something could not be said in it. */
    static Optional<String> write(Path gguf, Path model, int positions) {
        Path file = of(gguf);
        try (var tokenizer = Tokenizer.open(model)) {
            if (Files.exists(file) && !Files.readString(file).startsWith(FIRST)) {
                return Optional.of(file + " is another's and was left as it is");
            }
            var template = tokenizer.chatTemplate() == null ? null : template(tokenizer.chatTemplate(), tokenizer.addBos() ? tokenizer.specialTexts().getOrDefault("bos_token", "") : "");
            AtomicFiles.writeString(file, text(gguf, template, tokenizer, positions));
            return tokenizer.chatTemplate() != null && template == null
                    ? Optional.of("the chat template cannot be said in Ollama's language: it will take the file's own, where it knows that one") : Optional.empty();
        } catch (IOException e) {
            throw new UserError(file + ": could not be read: " + e.getMessage(), e);
        }
    }

    private static String text(Path gguf, @Nullable String template, Tokenizer tokenizer, int positions) {
        var out = new StringBuilder(FIRST).append("\nFROM ./").append(gguf.getFileName()).append('\n');
        if (template != null) {
            out.append("TEMPLATE \"\"\"").append(template).append("\"\"\"\n");
        } else if (tokenizer.chatTemplate() == null) {
            out.append("TEMPLATE \"{{ .Prompt }}\"\n");
        }
        for (int id : tokenizer.eosIds()) {
            String stop = tokenizer.decode(new int[] {id}, false);
            if (!stop.isBlank() && !stop.contains("\"")) {
                out.append("PARAMETER stop \"").append(stop).append("\"\n");
            }
        }
        return out.append("PARAMETER num_ctx ").append(Math.min(positions, USUAL_CONTEXT)).append('\n').toString();
    }

    /** As Go's text/template, found by rendering marked conversations; null where pieces between turns are not always the same. {@code bos} is put before everything by the runtime. */
    static @Nullable String template(ChatTemplate template, String bos) {
        var plain = between(template, false);
        var withSystem = between(template, true);
        if (plain == null || withSystem == null || !plain.get(2).equals(withSystem.get(3)) || !plain.get(1).equals(plain.get(3)) || !withSystem.get(2).equals(plain.get(1)) || !withSystem.get(4).equals(plain.get(1))) {
            return null;
        }
        String begin = without(plain.getFirst(), bos);
        String beginWithSystem = without(withSystem.getFirst(), bos);
        String answer = plain.get(1);
        String next = plain.get(2);
        if ((begin + beginWithSystem + withSystem.get(1) + answer + next).contains("\"\"\"")) {
            return null;
        }
        return "{{ if .System }}" + literal(beginWithSystem) + "{{ .System }}" + literal(withSystem.get(1)) + "{{ else }}" + literal(begin) + "{{ end }}{{ range .Messages }}{{ if eq .Role \"user\" }}{{ .Content }}"
                + literal(answer) + "{{ else if eq .Role \"assistant\" }}{{ .Content }}" + literal(next) + "{{ end }}{{ end }}";
    }

    /** What the template writes before, between and after the turns of a conversation that waits for its second answer; null where it refuses it or changes a turn's text. */
    private static @Nullable List<String> between(ChatTemplate template, boolean system) {
        var messages = new ArrayList<Message>();
        if (system) {
            messages.add(new Message("system", MARKS.getFirst()));
        }
        messages.addAll(List.of(new Message("user", MARKS.get(1)), new Message("assistant", MARKS.get(2)), new Message("user", MARKS.get(3))));
        try {
            String rest = template.render(messages, true, Map.of(), LocalDateTime.now(ZoneId.systemDefault())).text();
            var pieces = new ArrayList<String>();
            for (var message : messages) {
                int at = rest.indexOf(message.content());
                if (at < 0) {
                    return null;
                }
                pieces.add(rest.substring(0, at));
                rest = rest.substring(at + 1);
            }
            pieces.add(rest);
            return MARKS.stream().anyMatch(mark -> pieces.stream().anyMatch(piece -> piece.contains(mark))) ? null : pieces;
        } catch (UserError e) {
            return null;
        }
    }

    private static String without(String text, String bos) {
        return text.startsWith(bos) ? text.substring(bos.length()) : text;
    }

    private static String literal(String text) {
        return text.replace("{{", "{{ \"{{\" }}");
    }
}
