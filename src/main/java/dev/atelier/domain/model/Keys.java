package dev.atelier.domain.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.UserError;

/** config.json's keys, checked as they are read. */
record Keys(JsonNode json) {
    /** Sizes above this are no model's: they are refused before anything is multiplied. */
    private static final int LARGEST = 1 << 24;

    /** A size from 1 to 2^24. */
    int positive(String key) {
        var node = json.path(key);
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.asInt() <= 0 || node.asInt() > LARGEST) {
            throw UserError.of("config.json: wanted a positive whole number for " + key, node.isMissingNode() ? "nothing" : shortened(node), "fetch the file again");
        }
        return node.asInt();
    }

    int positive(String key, int otherwise) {
        return json.hasNonNull(key) ? positive(key) : otherwise;
    }

    /** A finite number. */
    double number(String key, double otherwise) {
        return number(json, key, otherwise);
    }

    static double number(JsonNode object, String key, double otherwise) {
        var node = object.path(key);
        if (node.isMissingNode() || node.isNull()) {
            return otherwise;
        }
        if (!node.isNumber() || !Double.isFinite(node.asDouble())) {
            throw UserError.of("config.json: wanted a number for " + key, shortened(node), "fetch the file again");
        }
        return node.asDouble();
    }

    boolean flag(String key, boolean otherwise) {
        return json.hasNonNull(key) ? json.path(key).asBoolean(otherwise) : otherwise;
    }

    String text(String key, String otherwise) {
        return json.hasNonNull(key) ? json.path(key).asText() : otherwise;
    }

    /** Refuses what the architecture's blocks do not compute. */
    void refuse(String key) {
        if (flag(key, false)) {
            throw UserError.of("config.json: wanted " + key + " false", "true", "choose a model without it");
        }
    }

    private static String shortened(JsonNode node) {
        String text = node.toString();
        return text.length() > 80 ? text.substring(0, 80) + "..." : text;
    }
}
