package dev.atelier.view.data;

/** Valid JSON as text, spread over lines for reading or put back on one; names, strings and the digits of numbers stay as they were written. */
final class JsonText {
    private static final String INDENT = "  ";

    private JsonText() {}

    /** One line without spaces between values. */
    static String compact(String json) {
        var out = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == '"') {
                int end = stringEnd(json, i);
                out.append(json, i, end);
                i = end - 1;
            } else if (!Character.isWhitespace(c)) {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** A value a line, indented by two. */
    static String pretty(String json) {
        String text = compact(json);
        var out = new StringBuilder(text.length() * 2);
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> {
                    int end = stringEnd(text, i);
                    out.append(text, i, end);
                    i = end - 1;
                }
                case '{', '[' -> {
                    out.append(c);
                    boolean empty = i + 1 < text.length() && (text.charAt(i + 1) == '}' || text.charAt(i + 1) == ']');
                    if (empty) {
                        i++;
                        out.append(text.charAt(i));
                    } else {
                        depth++;
                        line(out, depth);
                    }
                }
                case '}', ']' -> {
                    depth--;
                    line(out, depth);
                    out.append(c);
                }
                case ',' -> {
                    out.append(c);
                    line(out, depth);
                }
                case ':' -> out.append(": ");
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    private static void line(StringBuilder out, int depth) {
        out.append('\n').append(INDENT.repeat(Math.max(0, depth)));
    }

    /** Behind the closing quote of the string that begins at {@code from}. */
    private static int stringEnd(String json, int from) {
        for (int i = from + 1; i < json.length(); i++) {
            if (json.charAt(i) == '\\') {
                i++;
            } else if (json.charAt(i) == '"') {
                return i + 1;
            }
        }
        return json.length();
    }
}
