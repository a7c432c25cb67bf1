package dev.atelier.engine.io.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.UserError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Rotary embedding settings of config.json, in its older (rope_theta, rope_scaling) and newer form (rope_parameters), and their keys in GGUF.
 *
 * @param original the positions the model was first trained on
 * @param extended the positions it takes
 */
record GgufRope(double theta, String type, JsonNode parameters, double original, double extended) {
    static final String FREQS = "rope_freqs.weight";
    static final String LONG = "rope_factors_long.weight";
    static final String SHORT = "rope_factors_short.weight";
    /** Kinds that every architecture takes in llama.cpp. Dynamic scaling changes nothing up to max_position_embeddings, and has no key. */
    static final Set<String> COMMON = Set.of("default", "dynamic", "linear", "yarn");

    private static final Set<String> LONGROPE = Set.of("longrope", "su");
    private static final String ORIGINAL = "original_max_position_embeddings";

    static GgufRope of(JsonNode config) {
        var newer = config.path("rope_parameters");
        var parameters = newer.path("full_attention").isObject() ? newer.path("full_attention") : newer.isObject() ? newer : config.path("rope_scaling");
        double extended = config.path("max_position_embeddings").asDouble(2048);
        double original = config.path(ORIGINAL).asDouble(parameters.path(ORIGINAL).asDouble(extended));
        return new GgufRope(parameters.path("rope_theta").asDouble(config.path("rope_theta").asDouble(10000)),
                parameters.path("rope_type").asText(parameters.path("type").asText("default")).toLowerCase(Locale.ROOT), parameters, original, extended);
    }

    /** The keys; {@link UserError} unless the type is one of {@code known}, those that the architecture takes in llama.cpp. */
    void describe(GgufKeys keys, Set<String> known) {
        if (!known.contains(type)) {
            throw UserError.of("GGUF: wanted a rope type of " + known.stream().sorted().toList() + " for this architecture", type, "export to safetensors instead");
        }
        keys.real("rope.freq_base", theta);
        switch (type) {
            case "linear" -> keys.text("rope.scaling.type", "linear").real("rope.scaling.factor", number("factor"));
            case "yarn" -> yarn(keys);
            case "longrope", "su" -> keys.text("rope.scaling.type", "longrope").whole("rope.scaling.original_context_length", Math.round(original))
                    .real("rope.scaling.attn_factor", parameters.path("attention_factor").asDouble(longropeAttention(original, extended)));
            default -> { }
        }
    }

    /** llama.cpp scales attention by 0.1 ln(factor) + 1 itself; attn_factor is what remains. */
    private void yarn(GgufKeys keys) {
        double factor = number("factor");
        if (!parameters.path("truncate").asBoolean(true)) {
            throw UserError.of("GGUF: wanted rope type yarn with truncate true", "false", "export to safetensors instead");
        }
        double own = parameters.path(ORIGINAL).asDouble(extended);
        keys.text("rope.scaling.type", "yarn").real("rope.scaling.factor", factor).whole("rope.scaling.original_context_length", Math.round(own));
        for (var end : Set.of("beta_fast", "beta_slow")) {
            if (parameters.hasNonNull(end)) {
                keys.real("rope.scaling.yarn_" + end, number(end));
            }
        }
        double scale = parameters.path("mscale").asDouble(0);
        double scaleAll = parameters.path("mscale_all_dim").asDouble(0);
        double usual = scale != 0 && scaleAll != 0 ? yarnAttention(factor, scale) / yarnAttention(factor, scaleAll) : yarnAttention(factor, 1);
        double left = parameters.path("attention_factor").asDouble(usual) / yarnAttention(factor, 1);
        if (Math.abs(left - 1) > 1e-7) {
            keys.real("rope.scaling.attn_factor", left);
        }
    }

    /** What llama.cpp does otherwise; yarn's betas it reads for none of our architectures. */
    List<String> warnings() {
        double fast = parameters.path("beta_fast").asDouble(32);
        double slow = parameters.path("beta_slow").asDouble(1);
        if (type.equals("dynamic")) {
            return List.of("GGUF has no dynamic rope scaling: beyond " + (long) extended + " tokens the result differs from the original");
        }
        return !type.equals("yarn") || (fast == 32 && slow == 1) ? List.of()
                : List.of("llama.cpp takes yarn's betas from its command line: run it with --yarn-beta-fast " + fast + " --yarn-beta-slow " + slow);
    }

    /** The tensors that scale frequencies one by one, of {@code rotated} / 2 values each. */
    Map<String, float[]> tensors(int rotated) {
        var tensors = new LinkedHashMap<String, float[]>();
        if (type.equals("llama3")) {
            tensors.put(FREQS, llama3(rotated));
        } else if (type.equals("factors")) {
            tensors.put(FREQS, list("factors", rotated));
        } else if (LONGROPE.contains(type)) {
            tensors.put(LONG, list("long_factor", rotated));
            tensors.put(SHORT, list("short_factor", rotated));
        }
        return tensors;
    }

    /**
     * What llama.cpp divides the frequencies theta^(-2 i / d) by, i below d / 2. Wavelengths under original / high_freq_factor stay (1), over
     * original / low_freq_factor are scaled by factor, between them blended. As llama.cpp's conversion/llama.py.
     */
    private float[] llama3(int rotated) {
        double factor = number("factor");
        double low = number("low_freq_factor");
        double high = number("high_freq_factor");
        double old = number(ORIGINAL);
        var factors = new float[rotated / 2];
        for (int i = 0; i < factors.length; i++) {
            double wavelength = 2 * Math.PI * Math.pow(theta, 2.0 * i / rotated);
            if (wavelength < old / high) {
                factors[i] = 1;
            } else if (wavelength > old / low) {
                factors[i] = (float) factor;
            } else {
                double smooth = (old / wavelength - low) / (high - low);
                factors[i] = (float) (1 / ((1 - smooth) / factor + smooth));
            }
        }
        return factors;
    }

    /**
     * Puts a file's settings into {@code config}, as transformers has them. Factors of rope_freqs come as
     * {@code {"rope_type": "factors", "factors": [...]}}, since llama3's numbers are not kept.
     */
    static void read(GgufFacts facts, ObjectNode config) {
        config.put("rope_theta", facts.real("rope.freq_base").orElse(10000.0));
        var scaling = Json.MAPPER.createObjectNode();
        var factor = facts.real("rope.scaling.factor").or(() -> facts.real("rope.scale_linear")).orElse(1.0);
        var type = facts.text("rope.scaling.type").orElse("linear");
        if (facts.has(FREQS)) {
            read(facts, FREQS, scaling.put("rope_type", "factors").putArray("factors"));
        } else if (facts.has(LONG) && facts.has(SHORT)) {
            longrope(facts, config, scaling);
        } else if (type.equals("yarn")) {
            scaling.put("rope_type", "yarn").put("factor", factor);
            scaling.put(ORIGINAL, facts.size("rope.scaling.original_context_length", facts.size("context_length")));
            facts.real("rope.scaling.yarn_beta_fast").ifPresent(beta -> scaling.put("beta_fast", beta));
            facts.real("rope.scaling.yarn_beta_slow").ifPresent(beta -> scaling.put("beta_slow", beta));
            facts.real("rope.scaling.attn_factor").ifPresent(left -> scaling.put("attention_factor", left * yarnAttention(factor, 1)));
        } else if (!Set.of("linear", "none", "longrope").contains(type)) {
            throw UserError.of(facts.file().file() + ": wanted rope.scaling.type none, linear, yarn or longrope", type, "use another file");
        } else if (type.equals("linear") && factor != 1) {
            scaling.put("rope_type", "linear").put("factor", factor);
        }
        config.set("rope_scaling", scaling.isEmpty() ? Json.MAPPER.nullNode() : scaling);
    }

    private static void longrope(GgufFacts facts, ObjectNode config, ObjectNode scaling) {
        scaling.put("type", "longrope");
        read(facts, LONG, scaling.putArray("long_factor"));
        read(facts, SHORT, scaling.putArray("short_factor"));
        int extended = facts.size("context_length");
        int original = facts.size("rope.scaling.original_context_length", extended);
        config.put(ORIGINAL, original);
        double attention = facts.real("rope.scaling.attn_factor").orElse(1.0);
        if (Math.abs(attention / longropeAttention(original, extended) - 1) > 1e-6) {
            scaling.put("attention_factor", attention);
        }
    }

    private static void read(GgufFacts facts, String tensor, ArrayNode into) {
        var factors = new float[GgufReader.columns(facts.file().info(tensor))];
        facts.file().rows(tensor, 0, 1, factors, 0);
        for (float factor : factors) {
            into.add(Double.parseDouble(Float.toString(factor)));
        }
    }

    private static double yarnAttention(double factor, double scale) {
        return factor <= 1 ? 1 : 0.1 * scale * Math.log(factor) + 1;
    }

    private static double longropeAttention(double original, double extended) {
        return extended <= original ? 1 : Math.sqrt(1 + Math.log(extended / original) / Math.log(original));
    }

    private float[] list(String key, int rotated) {
        var node = parameters.path(key);
        if (node.size() != rotated / 2) {
            throw UserError.of("config.json: wanted " + rotated / 2 + " numbers as rope " + key + ", one per pair of a head", Integer.toString(node.size()), "fetch the file again");
        }
        var values = new float[node.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) node.path(i).asDouble();
        }
        return values;
    }

    private double number(String key) {
        var node = parameters.path(key);
        if (!node.isNumber()) {
            throw UserError.of("config.json: wanted a number as rope " + key, node.isMissingNode() ? "none" : node.toString(), "correct it");
        }
        return node.asDouble();
    }
}
