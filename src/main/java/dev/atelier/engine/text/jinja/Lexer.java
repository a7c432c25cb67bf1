package dev.atelier.engine.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Cuts a template into tokens. Whitespace as Jinja with trim_blocks and lstrip_blocks: the newline after a block or comment goes, and so does the
 * indentation before one that starts its line; {@code -} strips everything on its side, {@code +} keeps it. One newline at the very end goes.
 */
final class Lexer {
    private static final Pattern RAW = Pattern.compile("\\{%[-+]?\\s*raw\\s*([-+]?)%\\}");
    private static final Pattern END_RAW = Pattern.compile("\\{%([-+]?)\\s*endraw\\s*([-+]?)%\\}");
    private static final Pattern NUMBER = Pattern.compile("\\d[\\d_]*(\\.\\d[\\d_]*)?([eE][-+]?\\d+)?");
    private static final List<String> OPERATORS = List.of(
            "//", "**", "==", "!=", ">=", "<=", "+", "-", "*", "/", "%", "~", "<", ">", "=", "(", ")", "[", "]", "{", "}", ",", ".", ":", "|");

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;
    /** The last tag swallowed its newline: what follows starts a line. */
    private boolean lineStarts = true;

    private Lexer(String source) {
        this.source = source;
    }

    static List<Token> tokens(String template) {
        var text = template.replace("\r\n", "\n").replace('\r', '\n');
        return new Lexer(text.endsWith("\n") ? text.substring(0, text.length() - 1) : text).run();
    }

    private List<Token> run() {
        while (at < source.length()) {
            var tag = nextTag();
            if (tag < 0) {
                add(Token.Kind.DATA, source.substring(at));
                break;
            }
            var sign = tag + 2 < source.length() ? source.charAt(tag + 2) : ' ';
            var kind = source.charAt(tag + 1);
            data(tag, sign, kind != '{');
            var raw = RAW.matcher(source).region(at, source.length());
            if (raw.lookingAt()) {
                raw(raw.end(), raw.group(1));
            } else if (kind == '#') {
                comment(sign);
            } else {
                at += sign == '-' || sign == '+' ? 3 : 2;
                expression(kind == '{');
            }
        }
        tokens.add(new Token(Token.Kind.END, "", line));
        return tokens;
    }

    private int nextTag() {
        for (var i = source.indexOf('{', at); i >= 0 && i + 1 < source.length(); i = source.indexOf('{', i + 1)) {
            if ("{%#".indexOf(source.charAt(i + 1)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    /** The literal text up to a tag, less what the tag strips. */
    private void data(int tag, char sign, boolean block) {
        var text = source.substring(at, tag);
        var kept = text;
        if (sign == '-') {
            kept = text.stripTrailing();
        } else if (sign != '+' && block) {
            var start = text.lastIndexOf('\n') + 1;
            if ((start > 0 || lineStarts) && text.substring(start).isBlank()) {
                kept = text.substring(0, start);
            }
        }
        add(Token.Kind.DATA, kept);
        count(text);
        at = tag;
    }

    private void comment(char sign) {
        var end = source.indexOf("#}", at + (sign == '-' || sign == '+' ? 3 : 2));
        if (end < 0) {
            throw JinjaException.at(line, "a comment does not end");
        }
        count(source.substring(at, end));
        at = end + 2;
        afterTag(source.charAt(end - 1), true);
    }

    private void raw(int bodyStart, String beginSign) {
        var end = END_RAW.matcher(source);
        if (!end.find(bodyStart)) {
            throw JinjaException.at(line, "{% raw %} does not end");
        }
        at = bodyStart;
        afterTag(beginSign.isEmpty() ? ' ' : beginSign.charAt(0), true);
        var body = at < end.start() ? source.substring(at, end.start()) : "";
        add(Token.Kind.DATA, "-".equals(end.group(1)) ? body.stripTrailing() : body);
        count(source.substring(at, Math.max(at, end.start())));
        at = end.end();
        afterTag(end.group(2).isEmpty() ? ' ' : end.group(2).charAt(0), true);
    }

    /** Whitespace after a tag that ends at {@link #at}. */
    private void afterTag(char sign, boolean block) {
        var start = at;
        if (sign == '-') {
            while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
                at++;
            }
        } else if (sign != '+' && block && at < source.length() && source.charAt(at) == '\n') {
            at++;
        }
        count(source.substring(start, at));
        lineStarts = at > start && source.charAt(at - 1) == '\n';
    }

    private void expression(boolean print) {
        tokens.add(new Token(print ? Token.Kind.PRINT_BEGIN : Token.Kind.BLOCK_BEGIN, "", line));
        var close = print ? "}}" : "%}";
        var braces = 0;
        while (true) {
            while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
                line += source.charAt(at++) == '\n' ? 1 : 0;
            }
            if (at >= source.length()) {
                throw JinjaException.at(line, "a tag does not end: " + close + " is missing");
            }
            var signed = "-+".indexOf(source.charAt(at)) >= 0 && source.startsWith(close, at + 1);
            if (braces == 0 && (signed || source.startsWith(close, at))) {
                var sign = signed ? source.charAt(at) : ' ';
                at += signed ? 3 : 2;
                tokens.add(new Token(print ? Token.Kind.PRINT_END : Token.Kind.BLOCK_END, "", line));
                afterTag(sign, !print);
                return;
            }
            var token = next();
            braces += "{[(".contains(token.text()) && token.kind() == Token.Kind.OPERATOR ? 1 : 0;
            braces -= "}])".contains(token.text()) && token.kind() == Token.Kind.OPERATOR ? 1 : 0;
            tokens.add(token);
        }
    }

    private Token next() {
        var c = source.charAt(at);
        if (c == '"' || c == '\'') {
            return string(c);
        }
        if (c == '_' || Character.isUnicodeIdentifierStart(c)) {
            var start = at;
            while (at < source.length() && Character.isUnicodeIdentifierPart(source.charAt(at))) {
                at++;
            }
            return new Token(Token.Kind.NAME, source.substring(start, at), line);
        }
        var number = NUMBER.matcher(source).region(at, source.length());
        if (number.lookingAt()) {
            at = number.end();
            var whole = number.group(1) == null && number.group(2) == null;
            return new Token(whole ? Token.Kind.INTEGER : Token.Kind.FLOAT, number.group().replace("_", ""), line);
        }
        for (var operator : OPERATORS) {
            if (source.startsWith(operator, at)) {
                at += operator.length();
                return new Token(Token.Kind.OPERATOR, operator, line);
            }
        }
        throw JinjaException.at(line, "unexpected character '" + c + "'");
    }

    private Token string(char quote) {
        var start = at + 1;
        var end = start;
        while (end < source.length() && source.charAt(end) != quote) {
            end += source.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= source.length()) {
            throw JinjaException.at(line, "a string does not end");
        }
        var token = new Token(Token.Kind.STRING, Escapes.decode(source.substring(start, end)), line);
        count(source.substring(start, end));
        at = end + 1;
        return token;
    }

    private void add(Token.Kind kind, String text) {
        if (!text.isEmpty()) {
            tokens.add(new Token(kind, text, line));
        }
    }

    private void count(String text) {
        line += (int) text.chars().filter(c -> c == '\n').count();
    }
}
