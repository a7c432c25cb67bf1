package dev.atelier.engine.data;

import java.nio.file.Path;
import java.util.List;

/** Rows something happened to, and the first of them. */
final class RowCount {
    private final String what;
    private int rows;
    private String first = "";

    RowCount(String what) {
        this.what = what;
    }

    /** {@code where} is the row's line and, if it matters, the place in it. */
    void add(String where) {
        first = rows++ == 0 ? where : first;
    }

    void add(int line) {
        add(Integer.toString(line));
    }

    /** One line for each count that is not 0. */
    static void warnings(List<RowCount> counts, Path file, List<String> warnings) {
        for (var count : counts) {
            if (count.rows > 0) {
                warnings.add(count.rows + (count.rows == 1 ? " row " : " rows ") + count.what + " (the first: " + file + ":" + count.first + ")");
            }
        }
    }
}
