package dev.atelier.engine.data;

import dev.atelier.domain.Progress;
import dev.atelier.domain.UserError;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * A file's rows.
 *
 * @param bad lines that are not rows
 * @param findings the first {@link #MAX_FINDINGS} of their reasons
 */
public record Dataset(Path file, List<DataRow> rows, int bad, List<Finding> findings) {
    public static final int MAX_FINDINGS = 1000;

    /**
     * The rows of a file for training.
     *
     * @param skipBad the user's consent to leave bad lines out; without it the first one is an error that names file and line
     */
    public static Dataset load(Path file, boolean skipBad, Progress progress) {
        var dataset = DatasetFile.read(file, progress);
        if (dataset.bad > 0 && !skipBad) {
            var first = dataset.findings.getFirst();
            var others = dataset.bad == 1 ? "" : " (and " + (dataset.bad - 1) + " more bad lines)";
            throw new UserError(file + ":" + first.line() + ": " + first.reason() + others + "; mend the file, or pass --skip-bad to leave such lines out");
        }
        if (dataset.rows.isEmpty()) {
            throw UserError.of("wanted rows in " + file, "none", "name a file of JSON lines");
        }
        return dataset;
    }

    /** The first row's: all rows have it. */
    public String shape() {
        return rows.isEmpty() ? "none" : rows.getFirst().shape().label();
    }

    public DataReport report() {
        var labels = new LinkedHashMap<String, Integer>();
        rows.forEach(row -> DataReport.count(row, labels));
        return new DataReport(rows.size(), bad, shape(), findings, labels);
    }
}
