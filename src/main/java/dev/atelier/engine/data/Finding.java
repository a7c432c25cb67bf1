package dev.atelier.engine.data;

/** What is wrong with a line (from 1) of a dataset. */
public record Finding(int line, String reason) {
    /** The first {@code characters} of a text, and no half character. */
    static String cut(String text, int characters) {
        if (text.length() <= characters) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(characters - 1)) ? characters - 1 : characters);
    }
}
