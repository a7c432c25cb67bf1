package dev.atelier.engine.data;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * What {@code data check} prints.
 *
 * @param rows usable rows
 * @param bad lines that are not
 * @param shape the rows' {@link Shape#label}, "none" if there are none
 * @param findings one for each bad line, at most {@link Dataset#MAX_FINDINGS}
 * @param labels how many rows have each label, at most {@link #MAX_LABELS} of them; empty for rows without
 */
public record DataReport(int rows, int bad, String shape, List<Finding> findings, @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Integer> labels) {
    static final int MAX_LABELS = 1000;

    /** Counts a row's label, if it has one. */
    static void count(DataRow row, Map<String, Integer> labels) {
        if (row.shape() == Shape.TEXT_LABEL) {
            LabelledText.of(row.row()).map(LabelledText::label).filter(label -> labels.size() < MAX_LABELS || labels.containsKey(label))
                    .ifPresent(label -> labels.merge(label, 1, Integer::sum));
        }
    }
}
