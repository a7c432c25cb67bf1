package dev.atelier.engine.data;

import dev.atelier.domain.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;

/** {@code data check}: counts rows and bad lines without keeping the rows. */
public final class DataCheck {
    private DataCheck() {}

    public static DataReport run(Path file, Progress progress) {
        var rows = new int[1];
        var bad = new int[1];
        var shape = new String[] {"none"};
        var findings = new ArrayList<Finding>();
        var labels = new LinkedHashMap<String, Integer>();
        DatasetFile.scan(
                file,
                row -> {
                    rows[0]++;
                    shape[0] = row.shape().label();
                    DataReport.count(row, labels);
                },
                finding -> {
                    bad[0]++;
                    if (findings.size() < Dataset.MAX_FINDINGS) {
                        findings.add(finding);
                    }
                },
                progress);
        return new DataReport(rows[0], bad[0], shape[0], findings, labels);
    }
}
