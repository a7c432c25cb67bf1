package dev.atelier.engine.io;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.ModulePattern;
import dev.atelier.domain.UserError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * PEFT's adapter_config.json for LoRA. {@code raw} keeps every key of the file it was read from, so that writing it again loses nothing.
 * https://github.com/huggingface/peft/blob/main/src/peft/tuners/lora/config.py
 */
public record AdapterConfig(int r, double loraAlpha, double loraDropout, boolean useRslora, boolean useDora, boolean fanInFanOut,
        List<String> targetModules, List<String> modulesToSave, Map<String, Integer> rankPattern, Map<String, Double> alphaPattern,
        @Nullable String baseModelNameOrPath, ObjectNode raw) {

    public AdapterConfig {
        targetModules = List.copyOf(targetModules);
        modulesToSave = List.copyOf(modulesToSave);
        raw = raw.deepCopy();
        if (r < 1) {
            throw UserError.of("adapter: wanted a rank r of at least 1", Integer.toString(r), "set r");
        }
        rankPattern.forEach((module, rank) -> {
            if (rank < 1) {
                throw UserError.of("adapter: wanted ranks of at least 1 in rank_pattern", module + ": " + rank, "correct the file");
            }
        });
    }

    /** A plain LoRA for {@code targetModules} (module paths or their last parts). */
    public static AdapterConfig lora(int r, double alpha, double dropout, boolean useRslora, List<String> targetModules, @Nullable String baseModel) {
        return new AdapterConfig(r, alpha, dropout, useRslora, false, false, targetModules, List.of(), Map.of(), Map.of(), baseModel,
                JsonNodeFactory.instance.objectNode());
    }

    /** The same with ranks and alphas of single modules; a key is the end of a module's path or a regular expression for it. */
    public AdapterConfig withPatterns(Map<String, Integer> ranks, Map<String, Double> alphas) {
        return new AdapterConfig(r, loraAlpha, loraDropout, useRslora, useDora, fanInFanOut, targetModules, modulesToSave, ranks, alphas,
                baseModelNameOrPath, raw);
    }

    /** The same as another kind of adapter, in PEFT's words. */
    public AdapterConfig withKind(boolean dora, boolean transposed, List<String> saved, String bias, String task) {
        ObjectNode more = raw.deepCopy();
        more.put("bias", bias).put("task_type", task);
        return new AdapterConfig(r, loraAlpha, loraDropout, useRslora, dora, transposed, targetModules, saved, rankPattern, alphaPattern, baseModelNameOrPath, more);
    }

    /** The same for another place of the base model. */
    public AdapterConfig withBase(@Nullable String baseModel) {
        return new AdapterConfig(r, loraAlpha, loraDropout, useRslora, useDora, fanInFanOut, targetModules, modulesToSave, rankPattern, alphaPattern,
                baseModel, raw);
    }

    /** The rank of {@code module}, a path such as {@code model.layers.0.self_attn.q_proj}. */
    public int rank(String module) {
        return pattern(rankPattern, module, r);
    }

    /** The alpha of {@code module}. */
    public double alpha(String module) {
        return pattern(alphaPattern, module, loraAlpha);
    }

    /** s in W + s B A: alpha / r, or alpha / sqrt(r) with rank-stabilised LoRA (arXiv 2312.03732). */
    public double scale(String module) {
        return alpha(module) / (useRslora ? Math.sqrt(rank(module)) : rank(module));
    }

    /** PEFT's get_pattern_key: the first key that, as a regular expression, is the whole path or ends it after a dot. */
    private static <T> T pattern(Map<String, T> patterns, String module, T otherwise) {
        for (var entry : patterns.entrySet()) {
            if (ModulePattern.end(entry.getKey(), "rank_pattern or alpha_pattern").matches(module)) {
                return entry.getValue();
            }
        }
        return otherwise;
    }

    /** Reads the JSON; {@code where} names the file in errors. Keys it does not know are kept. */
    static AdapterConfig parse(JsonNode json, String where) {
        if (!(json instanceof ObjectNode object)) {
            throw UserError.of(where + ": wanted a JSON object", json.getNodeType().toString(), "fetch the adapter again");
        }
        var type = object.path("peft_type").asText("LORA");
        if (!type.equals("LORA")) {
            throw UserError.of(where + ": wanted peft_type LORA", type, "only LoRA adapters can be used");
        }
        var base = object.path("base_model_name_or_path");
        return new AdapterConfig(whole(object, "r", 8, where), real(object.path("lora_alpha"), 8, "lora_alpha", where),
                real(object.path("lora_dropout"), 0, "lora_dropout", where), object.path("use_rslora").asBoolean(), object.path("use_dora").asBoolean(),
                object.path("fan_in_fan_out").asBoolean(), strings(object.path("target_modules"), where), strings(object.path("modules_to_save"), where),
                map(object.path("rank_pattern"), v -> whole(v, "rank_pattern", where)),
                map(object.path("alpha_pattern"), v -> real(v, 0, "alpha_pattern", where)), base.isTextual() ? base.asText() : null, object);
    }

    /** As PEFT writes it: keys sorted, indented by two. */
    String toJson() {
        var all = AdapterDefaults.of();
        all.setAll(raw);
        all.set("r", number(r));
        all.set("lora_alpha", number(loraAlpha));
        all.put("lora_dropout", loraDropout);
        all.put("use_rslora", useRslora);
        all.put("use_dora", useDora);
        all.put("fan_in_fan_out", fanInFanOut);
        all.put("base_model_name_or_path", baseModelNameOrPath);
        if (!strings(all.path("target_modules"), "").equals(targetModules)) {
            all.set("target_modules", Json.MAPPER.valueToTree(targetModules));
        }
        if (!strings(all.path("modules_to_save"), "").equals(modulesToSave)) {
            all.set("modules_to_save", Json.MAPPER.valueToTree(modulesToSave));
        }
        rankPattern.forEach(all.putObject("rank_pattern")::put);
        var alphas = all.putObject("alpha_pattern");
        alphaPattern.forEach((k, v) -> alphas.set(k, number(v)));
        return AdapterDefaults.pythonStyle(all);
    }

    private static JsonNode number(double value) {
        var f = JsonNodeFactory.instance;
        return value == Math.rint(value) && Math.abs(value) < 1e9 ? f.numberNode((long) value) : f.numberNode(value);
    }

    private static int whole(ObjectNode object, String key, int otherwise, String where) {
        return object.hasNonNull(key) ? whole(object.get(key), key, where) : otherwise;
    }

    private static int whole(JsonNode node, String key, String where) {
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw UserError.of(where + ": wanted a whole number as " + key, node.toString(), "correct the file");
        }
        return node.asInt();
    }

    private static double real(JsonNode node, double otherwise, String key, String where) {
        if (node.isMissingNode() || node.isNull()) {
            return otherwise;
        }
        if (!node.isNumber() || !Double.isFinite(node.asDouble())) {
            throw UserError.of(where + ": wanted a number as " + key, node.toString(), "correct the file");
        }
        return node.asDouble();
    }

    /** A list of names, one name or pattern, or nothing. */
    private static List<String> strings(JsonNode node, String where) {
        if (node.isTextual()) {
            return List.of(node.asText());
        }
        if (!node.isArray() && !node.isNull() && !node.isMissingNode()) {
            throw UserError.of(where + ": wanted a list of module names", node.toString(), "correct the file");
        }
        return node.valueStream().map(JsonNode::asText).toList();
    }

    private static <T> Map<String, T> map(JsonNode node, Function<JsonNode, T> value) {
        var map = new LinkedHashMap<String, T>();
        node.properties().forEach(e -> map.put(e.getKey(), value.apply(e.getValue())));
        return map;
    }
}
