package dev.atelier.engine.text;

/** Characters {@code [from, to)} of a text, in UTF-16 units. */
public record Range(int from, int to) {
    public boolean overlaps(int start, int end) {
        return start < to && from < end;
    }
}
