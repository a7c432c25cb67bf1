package dev.atelier.domain.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/** A classifier's classes as config.json names them. */
public final class ClassNames {
    private ClassNames() {}

    /** {@code config} with these classes, by number, in place of its own. */
    public static ObjectNode in(JsonNode config, List<String> names) {
        ObjectNode out = config.deepCopy();
        String type = out.path("model_type").asText();
        out.putArray("architectures").add(type.substring(0, 1).toUpperCase(Locale.ROOT) + type.substring(1) + "ForSequenceClassification");
        out.remove("num_labels");
        var byId = out.putObject("id2label");
        var byName = out.putObject("label2id");
        for (int i = 0; i < names.size(); i++) {
            byId.put(Integer.toString(i), names.get(i));
            byName.put(names.get(i), i);
        }
        return out;
    }
}
