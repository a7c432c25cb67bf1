package dev.atelier.domain.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A map of ranks in PEFT's words: what adapter_config.json says of it, r, lora_alpha, target_modules, layers_to_transform, rank_pattern, alpha_pattern.
 * https://github.com/huggingface/peft/blob/main/src/peft/tuners/lora/config.py
 */
public final class PeftPatterns {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.]+");

    /** PEFT's names and ours. */
    private static final Map<String, String> SETTINGS = Map.of("r", "rank", "lora_alpha", "alpha", "rank_pattern", "rank_pattern", "alpha_pattern", "alpha_pattern", "target_modules", "target_modules",
            "exclude_modules", "exclude_modules", "layers_to_transform", "layers_to_transform");

    private PeftPatterns() {}

    /** The map that {@code settings} make in {@code model}, as keys for an adapter_config.json. */
    public static ObjectNode write(ModelConfig model, TrainingConfig settings) {
        RankMap map = RankMap.of(model, settings);
        ObjectNode said = map.settings(settings);
        ObjectNode out = Json.MAPPER.createObjectNode();
        out.put("r", said.path("rank").asInt(settings.rank()));
        double alpha = said.path("alpha").asDouble(settings.alpha());
        number(out, "lora_alpha", alpha);
        out.set("target_modules", targets(model, map, said));
        List<Integer> layers = said.path("layers_to_transform").valueStream().map(JsonNode::asInt).toList();
        if (!layers.isEmpty()) {
            out.set("layers_to_transform", Json.MAPPER.valueToTree(layers));
        }
        out.set("rank_pattern", said.path("rank_pattern"));
        ObjectNode alphas = out.putObject("alpha_pattern");
        said.path("alpha_pattern").properties().forEach(entry -> number(alphas, entry.getKey(), entry.getValue().asDouble()));
        return out;
    }

    private static void number(ObjectNode out, String key, double value) {
        if (value == Math.rint(value)) {
            out.put(key, (long) value);
        } else {
            out.put(key, value);
        }
    }

    /** Names as a list; PEFT takes a regular expression only alone, for the whole path. */
    private static JsonNode targets(ModelConfig model, RankMap map, ObjectNode said) {
        List<String> targets = said.path("target_modules").valueStream().map(JsonNode::asText).toList();
        ArrayNode names = Json.MAPPER.createArrayNode();
        if (targets.stream().anyMatch(List.of(Targets.ALL, Targets.ATTENTION, Targets.MLP)::contains)) {
            TargetNames.names(TargetNames.of(model.blockLinears()), map.columnsInUse().stream().map(map.columns()::get).collect(Collectors.toSet())).forEach(names::add);
            return names;
        }
        if (targets.stream().allMatch(target -> NAME.matcher(target).matches())) {
            targets.forEach(names::add);
            return names;
        }
        List<String> patterns = targets.stream().map(target -> NAME.matcher(target).matches() ? "(.*\\.)?" + target.replace(".", "\\.") : target).toList();
        return Json.MAPPER.getNodeFactory().textNode(patterns.size() == 1 ? patterns.getFirst() : "(" + String.join("|", patterns) + ")");
    }

    /**
     * {@code now} with what {@code json} says, an adapter_config.json or some of its keys, for {@code model}. What it does not say stays; target_modules
     * count with the file's own layers_to_transform and exclude_modules, or none. {@link UserError} in a line that begins with {@code where}.
     */
    public static TrainingConfig read(JsonNode json, String where, ModelConfig model, TrainingConfig now) {
        List<String> known = SETTINGS.keySet().stream().filter(json::hasNonNull).sorted().toList();
        if (known.isEmpty()) {
            var found = new ArrayList<String>();
            json.fieldNames().forEachRemaining(found::add);
            throw UserError.of(where + ": wanted rank_pattern, alpha_pattern or a whole adapter_config.json", found.isEmpty() ? "no keys" : String.join(", ", found), "choose another file");
        }
        String type = json.path("peft_type").asText("LORA");
        if (!type.equals("LORA")) {
            throw UserError.of(where + ": wanted peft_type LORA", type, "choose the file of a LoRA adapter");
        }
        ObjectNode changes = Json.MAPPER.createObjectNode();
        if (known.contains("target_modules")) {
            changes.putArray("exclude_modules");
            changes.putArray("layers_to_transform");
        }
        for (String key : known) {
            JsonNode value = json.path(key);
            boolean list = key.endsWith("_modules") || key.startsWith("layers");
            changes.set(SETTINGS.getOrDefault(key, key), list && !value.isArray() ? Json.MAPPER.createArrayNode().add(value.asText()) : value);
            if (key.endsWith("_pattern") && !value.isObject()) {
                throw UserError.of(where + ": wanted " + key + " as names and numbers, {\"q_proj\": 8}", value.toString(), "correct the file");
            }
        }
        TrainingConfig out = Settings.with(now, changes, where);
        try {
            var _ = Targets.of(model, out);
        } catch (UserError e) {
            throw new UserError(where + ": " + e.getMessage(), e);
        }
        return out;
    }
}
