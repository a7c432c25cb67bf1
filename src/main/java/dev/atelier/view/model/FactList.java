package dev.atelier.view.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.ui.Messages;
import dev.atelier.view.chart.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Facts one after the other, in the words of the bundle: {@code fact.rank} and {@code fact.rank.help}. */
final class FactList {
    private final Units units;
    private final Messages.Texts texts;
    private final List<Fact> facts = new ArrayList<>();

    FactList(Units units, Messages.Texts texts) {
        this.units = units;
        this.texts = texts;
    }

    List<Fact> all() {
        return List.copyOf(facts);
    }

    FactList add(String key, String value) {
        if (!value.isBlank()) {
            facts.add(new Fact(texts.get("fact." + key), value, texts.get("fact." + key + ".help")));
        }
        return this;
    }

    FactList count(String key, JsonNode value) {
        return add(key, value.isNumber() ? units.count(value.asLong()) : "");
    }

    FactList yesNo(String key, boolean value) {
        return add(key, texts.get(value ? "fact.yes" : "fact.no"));
    }

    FactList shape(ModelConfig shape) {
        add("layers", units.count(shape.layers()));
        add("hidden", units.count(shape.hidden()));
        return add("heads", shape.heads() == shape.kvHeads() ? units.count(shape.heads()) : texts.get("fact.heads.shared", shape.heads(), shape.kvHeads()));
    }

    FactList context(JsonNode tokens) {
        return add("context", tokens.asLong() == 0 ? texts.get("fact.unknown") : texts.get("fact.tokens", tokens.asLong()));
    }

    /** How many values there are, how large the files are, of which types. */
    FactList weights(JsonNode weights) {
        if (weights.isObject()) {
            add("parameters", units.parameters(weights.path("parameters").asLong()));
            add("size", units.bytes(weights.path("bytes").asLong()));
            add("type", weights.path("type_bytes").size() == 1 ? weights.path("type_bytes").fieldNames().next()
                    : weights.path("type_bytes").properties().stream().map(type -> type.getKey() + " " + units.bytes(type.getValue().asLong())).collect(Collectors.joining(", ")));
        }
        return this;
    }

    /** Its kind and vocabulary. */
    FactList tokenizer(JsonNode tokenizer) {
        add("tokenizer", tokenizer.hasNonNull("type") ? texts.get("fact.tokenizer.text", kind(tokenizer.path("type").asText()), tokenizer.path("size").asLong()) : texts.get("fact.none"));
        return this;
    }

    /** Whether the tokenizer's files say how a conversation is written. */
    FactList template(JsonNode tokenizer) {
        return add("template", texts.get(tokenizer.path("chat_template").isTextual() ? "fact.yes" : "fact.template.none"));
    }

    /** GGUF calls tokenizers after the first model that had one of their kind. */
    private static String kind(String type) {
        return switch (type) {
            case "gpt2" -> "BPE";
            case "llama" -> "SentencePiece";
            case "bert" -> "WordPiece";
            case "t5" -> "Unigram";
            default -> type;
        };
    }

    /** Where the values are, from the input to the output. */
    static List<Part> parts(JsonNode weights, Units units, Messages.Texts texts) {
        double all = Math.max(1, weights.path("parts").valueStream().mapToLong(JsonNode::asLong).sum());
        return weights.path("parts").properties().stream().map(part -> new Part(part.getKey(), texts.get("part." + part.getKey()), part.getValue().asLong() / all,
                texts.get("part.text", units.parameters(part.getValue().asLong()), units.percent(part.getValue().asLong() / all)))).toList();
    }
}
