package dev.atelier.engine.io.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.UserError;
import java.util.Map;

/** Rotary embedding settings of config.json, in its older (rope_theta, rope_scaling) and newer form (rope_parameters). */
record LlamaRope(double theta, String type, JsonNode parameters) {
    static LlamaRope of(JsonNode config) {
        var newer = config.path("rope_parameters");
        var parameters = newer.isObject() ? newer : config.path("rope_scaling");
        double theta = newer.path("rope_theta").asDouble(config.path("rope_theta").asDouble(10000));
        return new LlamaRope(theta, parameters.path("rope_type").asText(parameters.path("type").asText("default")), parameters);
    }

    /** The keys; Llama 3's scaling has none, it is a tensor ({@link #factors}). */
    void describe(Map<String, GgufValue> keys) {
        keys.put("llama.rope.freq_base", GgufValue.f32(theta));
        switch (type) {
            case "default", "llama3" -> { }
            case "linear" -> {
                keys.put("llama.rope.scaling.type", GgufValue.of("linear"));
                keys.put("llama.rope.scaling.factor", GgufValue.f32(number("factor")));
            }
            default -> throw UserError.of("wanted a rope type of default, linear, llama3", type, "export to safetensors instead");
        }
    }

    /**
     * What llama.cpp divides the frequencies theta^(-2 i / d) by, i below d / 2; empty without Llama 3's scaling. Wavelengths under
     * original / high_freq_factor stay (1), over original / low_freq_factor are scaled by factor, between them blended. As llama.cpp's
     * conversion/llama.py.
     */
    float[] factors(int headDim) {
        if (!type.equals("llama3")) {
            return new float[0];
        }
        double factor = number("factor");
        double low = number("low_freq_factor");
        double high = number("high_freq_factor");
        double original = number("original_max_position_embeddings");
        var factors = new float[headDim / 2];
        for (int i = 0; i < factors.length; i++) {
            double wavelength = 2 * Math.PI * Math.pow(theta, 2.0 * i / headDim);
            if (wavelength < original / high) {
                factors[i] = 1;
            } else if (wavelength > original / low) {
                factors[i] = (float) factor;
            } else {
                double smooth = (original / wavelength - low) / (high - low);
                factors[i] = (float) (1 / ((1 - smooth) / factor + smooth));
            }
        }
        return factors;
    }

    /** config.json's rope_scaling for a file; factors come as {@code {"rope_type": "factors", "factors": [...]}}, since llama3's numbers are not kept. */
    static JsonNode scaling(GgufReader file) {
        if (file.tensors().containsKey(LlamaGguf.ROPE_FREQS)) {
            var info = file.info(LlamaGguf.ROPE_FREQS);
            var factors = new float[GgufReader.columns(info)];
            file.rows(LlamaGguf.ROPE_FREQS, 0, 1, factors, 0);
            var node = Json.MAPPER.createObjectNode().put("rope_type", "factors");
            var list = node.putArray("factors");
            for (float f : factors) {
                list.add(f);
            }
            return node;
        }
        var type = file.text("llama.rope.scaling.type").orElse("none");
        if (type.equals("linear")) {
            return Json.MAPPER.createObjectNode().put("rope_type", "linear").put("factor", file.real("llama.rope.scaling.factor").orElse(1.0));
        }
        if (!type.equals("none")) {
            throw UserError.of(file.file() + ": wanted llama.rope.scaling.type none or linear", type, "use another file");
        }
        return Json.MAPPER.nullNode();
    }

    private double number(String key) {
        var node = parameters.path(key);
        if (!node.isNumber()) {
            throw UserError.of("config.json: wanted a number as rope " + key, node.isMissingNode() ? "none" : node.toString(), "correct it");
        }
        return node.asDouble();
    }
}
