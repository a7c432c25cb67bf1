package dev.atelier.starter;

import dev.atelier.domain.Check;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A sample project: rows to train on, rows kept for judging, settings. */
interface Sample {
    /**
     * @param prompt what the model is shown, as one text
     * @param fields the row as it is written, without its check
     * @param answer the answer it is trained to give
     */
    record Row(String prompt, Map<String, Object> fields, String answer) {}

    /** A row with the check that judges an answer to it. */
    record HeldOut(Row row, Check check) {
        Map<String, Object> json() {
            var json = new LinkedHashMap<>(row.fields());
            json.put("check", check.json());
            return json;
        }
    }

    record Rows(List<Row> train, List<HeldOut> heldOut) {
        List<String> heldOutPrompts() {
            return heldOut.stream().map(h -> h.row().prompt()).toList();
        }
    }

    String name();

    String description();

    String descriptionFr();

    /** What differs from the defaults, in the settings' own names. */
    Map<String, Object> settings();

    /** The same rows at every call. No train prompt shares an 8-gram of words with a held-out one. */
    Rows rows();

    static Map<String, Object> fields(String... keysAndValues) {
        var fields = new LinkedHashMap<String, Object>();
        for (var i = 0; i < keysAndValues.length; i += 2) {
            fields.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return fields;
    }
}
