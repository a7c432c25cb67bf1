package dev.atelier.store;

/** Over all rows: {@code counted} of them have a token count, {@code tokens}, {@code trained} and {@code longest} are of those. */
public record RowSums(int rows, int edited, int problems, int counted, long tokens, long trained, int longest) {}
