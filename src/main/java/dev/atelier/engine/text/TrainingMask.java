package dev.atelier.engine.text;

import dev.atelier.domain.UserError;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which characters of a rendered conversation the assistant wrote. Where the template says so itself ({@code generation} blocks) its word is taken.
 * Otherwise each assistant turn is rendered once more with a content that occurs nowhere else: what differs between the two texts is the answer. It
 * starts no later than where the generation prompt ends (a template may put more before an answer: an empty thinking block, say) and takes in
 * the token that ends the turn.
 */
public final class TrainingMask {
    private static final Pattern END_TOKEN = Pattern.compile("\\s{0,2}<[^<>\\s]{1,60}>");

    /**
     * @param ranges in order, without overlap
     * @param unlocated indices of the assistant messages that could not be found in the text; nothing of them is in the ranges
     */
    public record Masked(String text, List<Range> ranges, List<Integer> unlocated) {}

    private final ChatTemplate template;
    private final Map<String, ? extends @Nullable Object> variables;
    private final LocalDateTime now;

    public TrainingMask(ChatTemplate template, Map<String, ? extends @Nullable Object> variables, LocalDateTime now) {
        this.template = template;
        this.variables = variables;
        this.now = now;
    }

    public Masked of(List<Message> messages, boolean addGenerationPrompt) {
        var rendered = template.render(messages, addGenerationPrompt, variables, now);
        if (!rendered.generations().isEmpty()) {
            return new Masked(rendered.text(), rendered.generations(), List.of());
        }
        var ranges = new ArrayList<Range>();
        var unlocated = new ArrayList<Integer>();
        var sentinel = sentinel(rendered.text());
        for (var i = 0; i < messages.size(); i++) {
            if (messages.get(i).isAssistant()) {
                var range = messages.get(i).callsTools()
                        ? withCalls(messages, i, addGenerationPrompt, rendered.text(), sentinel)
                        : locate(messages, i, addGenerationPrompt, rendered.text(), sentinel);
                if (range == null || (!ranges.isEmpty() && range.from() < ranges.getLast().to())) {
                    unlocated.add(i);
                } else {
                    ranges.add(range);
                }
            }
        }
        return new Masked(rendered.text(), ranges, unlocated);
    }

    private @Nullable Range locate(List<Message> messages, int index, boolean addGenerationPrompt, String text, String sentinel) {
        var marked = new ArrayList<>(messages);
        marked.set(index, messages.get(index).withContent(sentinel));
        var other = tryRender(marked, addGenerationPrompt);
        var at = other == null ? -1 : other.indexOf(sentinel);
        if (other == null || at < 0 || other.indexOf(sentinel, at + 1) >= 0) {
            return betweenPrompts(messages, index, text);
        }
        var from = commonPrefix(text, other, at);
        var end = text.length() - commonSuffix(text, other, other.length() - at - sentinel.length());
        if (end < from) {
            return null;
        }
        return new Range(afterGenerationPrompt(messages, index, text, from), end + endToken(marked.subList(0, index + 1), sentinel, text, end));
    }

    /** A turn that calls tools ends after its calls, wherever its words stand. */
    private @Nullable Range withCalls(List<Message> messages, int index, boolean addGenerationPrompt, String text, String sentinel) {
        var between = betweenPrompts(messages, index, text);
        if (between != null) {
            return between;
        }
        var marked = new ArrayList<>(messages);
        marked.set(index, messages.get(index).withContent(sentinel));
        var other = tryRender(marked, addGenerationPrompt);
        var whole = tryRender(marked.subList(0, index + 1), false);
        if (other == null || whole == null || !whole.contains(sentinel) || !other.contains(sentinel) || !text.startsWith(other.substring(0, other.indexOf(sentinel)))) {
            return null;
        }
        int from = other.indexOf(sentinel);
        var content = messages.get(index).content();
        var rest = whole.substring(whole.indexOf(sentinel) + sentinel.length()).stripTrailing();
        for (var turn : List.of(content + rest, content.strip() + rest, content.strip() + rest.strip())) {
            if (text.startsWith(turn, from)) {
                return new Range(from, from + turn.length());
            }
        }
        return null;
    }

    /** For turns whose content the template does not print: what follows the generation prompt, to the end of the turn. */
    private @Nullable Range betweenPrompts(List<Message> messages, int index, String text) {
        var before = tryRender(messages.subList(0, index), true);
        var after = tryRender(messages.subList(0, index + 1), false);
        if (before == null || after == null || !text.startsWith(after) || !after.startsWith(before)) {
            return null;
        }
        return new Range(before.length(), Math.max(before.length(), after.stripTrailing().length()));
    }

    private int afterGenerationPrompt(List<Message> messages, int index, String text, int from) {
        var earlier = messages.subList(0, index);
        var prompt = tryRender(earlier, true);
        if (prompt == null || prompt.length() >= from || !text.startsWith(prompt)) {
            return from;
        }
        var without = tryRender(earlier, false);
        return without != null && without.length() < prompt.length() ? prompt.length() : from;
    }

    /** Characters of the token that ends a turn, 0 if there is none: what follows an answer even where the conversation ends with it. */
    private int endToken(List<Message> marked, String sentinel, String text, int end) {
        var whole = tryRender(marked, false);
        var at = whole == null ? -1 : whole.indexOf(sentinel);
        if (whole == null || at < 0) {
            return 0;
        }
        var tail = whole.substring(at + sentinel.length());
        var matcher = END_TOKEN.matcher(tail);
        var eos = template.specials().get("eos_token");
        var token = eos != null && !eos.isEmpty() && tail.startsWith(eos) ? eos : matcher.lookingAt() ? matcher.group() : "";
        return text.startsWith(token, end) ? token.length() : 0;
    }

    private @Nullable String tryRender(List<Message> messages, boolean addGenerationPrompt) {
        try {
            return template.render(messages, addGenerationPrompt, variables, now).text();
        } catch (UserError e) {
            return null; // templates refuse some beginnings of a conversation they accept as a whole
        }
    }

    /** A text that starts and ends with a private-use character the conversation does not hold. */
    private static String sentinel(String text) {
        var mark = '\uE000';
        while (text.indexOf(mark) >= 0 && mark < '\uF8FF') {
            mark++;
        }
        return mark + "answer" + mark;
    }

    private static int commonPrefix(String a, String b, int limit) {
        var n = 0;
        while (n < limit && n < a.length() && a.charAt(n) == b.charAt(n)) {
            n++;
        }
        return n;
    }

    private static int commonSuffix(String a, String b, int limit) {
        var n = 0;
        while (n < limit && n < a.length() && a.charAt(a.length() - 1 - n) == b.charAt(b.length() - 1 - n)) {
            n++;
        }
        return n;
    }
}
