package dev.atelier.engine.text.jinja;

/** Backslash escapes of Python's string literals; an unknown one stays as it is. */
final class Escapes {
    private static final String SIMPLE = "\\'\"abfnrtv";
    private static final String DECODED = "\\'\"\u0007\b\f\n\r\t\u000b";

    private Escapes() {}

    static String decode(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        var out = new StringBuilder();
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                out.append(c);
                continue;
            }
            var kind = text.charAt(++i);
            var simple = SIMPLE.indexOf(kind);
            var digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
            if (simple >= 0) {
                out.append(DECODED.charAt(simple));
            } else if (digits > 0 && isHex(text, i + 1, digits)) {
                out.appendCodePoint(Integer.parseInt(text, i + 1, i + 1 + digits, 16));
                i += digits;
            } else if (kind == '0') {
                out.append('\0');
            } else if (kind != '\n') {
                out.append('\\').append(kind);
            }
        }
        return out.toString();
    }

    private static boolean isHex(String text, int from, int digits) {
        return from + digits <= text.length()
                && text.substring(from, from + digits).chars().allMatch(c -> Character.digit(c, 16) >= 0)
                && Character.isValidCodePoint((int) Long.parseLong(text, from, from + digits, 16));
    }
}
