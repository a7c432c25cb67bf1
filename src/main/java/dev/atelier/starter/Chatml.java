package dev.atelier.starter;

import java.util.List;

/** Chats as text: ChatML's markers around each turn. */
final class Chatml {
    static final String END_OF_TEXT = "<|endoftext|>";
    static final String START = "<|im_start|>";
    static final String END = "<|im_end|>";
    static final List<String> SPECIAL = List.of(END_OF_TEXT, START, END);

    private Chatml() {}

    static String turn(String role, String content) {
        return START + role + "\n" + content + END + "\n";
    }

    static String chat(String question, String answer) {
        return turn("user", question) + turn("assistant", answer);
    }

    /** {@code <u>question<a>answer<u>...} as turns. */
    static String of(String marked) {
        var out = new StringBuilder(marked.length() + 80);
        for (var exchange : marked.substring(3).split("<u>", -1)) {
            var cut = exchange.indexOf("<a>");
            out.append(chat(exchange.substring(0, cut), exchange.substring(cut + 3)));
        }
        return out.toString();
    }
}
