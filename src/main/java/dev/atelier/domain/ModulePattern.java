package dev.atelier.domain;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A regular expression for whole module paths that came with a file: one made to take forever is refused. */
public final class ModulePattern {
    /** Characters looked at in one match; honest ones look at some hundreds. */
    private static final int PATIENCE = 2_000_000;

    private static final int LONGEST = 10_000;

    private static final Pattern NAME = Pattern.compile("\\w+");
    private static final Pattern BEGINNING = Pattern.compile("^(?:(\\w+)\\\\\\.)?.*$", Pattern.DOTALL);
    private static final Pattern SIMPLE = Pattern.compile("\\\\[.dw]|\\[\\^?[\\w.-]+]"); // escapes and classes that hold no bracket

    private final Pattern pattern;
    private final String where;
    private final boolean end;
    private final String beginning;
    private final String ending;

    private ModulePattern(Pattern pattern, String expression, String where, boolean end) {
        this.pattern = pattern;
        this.ending = ending(expression);
        this.beginning = ending.isEmpty() ? "" : BEGINNING.matcher(expression).replaceFirst("$1");
        this.where = where;
        this.end = end;
    }

    /** @param where names the setting in errors */
    public static ModulePattern of(String expression, String where) {
        return compile(expression, where, false);
    }

    /** One that also covers a path whose end from a dot on it covers, as PEFT means the keys of rank_pattern: {@code (.*\.)?(expression)}. */
    public static ModulePattern end(String expression, String where) {
        return compile(expression, where, true);
    }

    private static ModulePattern compile(String expression, String where, boolean end) {
        try {
            if (expression.length() > LONGEST) {
                throw UserError.of(where + ": wanted a regular expression of at most " + LONGEST + " characters", Integer.toString(expression.length()), "shorten it");
            }
            // behind an end: as many groups as PEFT's, for expressions that refer to them
            return new ModulePattern(Pattern.compile(end ? "()(" + expression + ")" : expression), expression, where, end);
        } catch (PatternSyntaxException | StackOverflowError e) {
            throw new UserError(where + ": wanted a module's name or a regular expression, found " + expression + ": correct it", e);
        }
    }

    /** What every path that {@code expression} covers ends with, if a look tells: most patterns of a map of a thousand matrices are ruled out by it. */
    private static String ending(String expression) {
        String name = expression.substring(expression.lastIndexOf('.') + 1);
        return NAME.matcher(name).matches() && !alternatives(SIMPLE.matcher(expression).replaceAll("")) ? name : "";
    }

    /** Whether there may be alternatives outside of all groups. */
    private static boolean alternatives(String expression) {
        int depth = 0;
        for (int i = 0; i < expression.length(); i++) {
            char c = expression.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == '|' && depth == 0 || c == '\\' || c == '[') {
                return true;
            }
        }
        return expression.contains("(?");
    }

    /** Whether the expression covers {@code module}, a path such as {@code model.layers.0.self_attn.q_proj}. */
    public boolean matches(String module) {
        if (!module.endsWith(ending)) {
            return false;
        }
        try {
            Matcher matcher = pattern.matcher(new Counted(module, new int[1])).useAnchoringBounds(false).useTransparentBounds(true);
            int from = 0;
            while (!module.startsWith(beginning, from) || !matcher.region(from, module.length()).matches()) {
                from = module.indexOf('.', from) + 1;
                if (from == 0 || !end) {
                    return false;
                }
            }
            return true;
        } catch (OutOfPatience | StackOverflowError e) {
            throw new UserError(where + ": wanted a regular expression that is quick to match, found " + pattern + " on " + module + ": simplify it", e);
        }
    }

    private static final class OutOfPatience extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Counts in {@code looks} what the matcher reads: the only place where a match without end can be stopped. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Counted(CharSequence text, int[] looks) implements CharSequence {
        @Override
        public char charAt(int index) {
            if (++looks[0] > PATIENCE) {
                throw new OutOfPatience();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text.subSequence(start, end), looks);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
