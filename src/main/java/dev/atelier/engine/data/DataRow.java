package dev.atelier.engine.data;

/**
 * A row and where it stood.
 *
 * @param line from 1
 * @param raw the line as the file has it, without byte order mark and line end
 */
public record DataRow(int line, Shape shape, Row row, String raw) {}
