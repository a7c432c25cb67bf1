package dev.atelier.engine.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.engine.io.gguf.GgufModel;
import dev.atelier.engine.io.gguf.GgufReader;
import dev.atelier.engine.io.gguf.GgufValue;
import dev.atelier.engine.text.TokenizerFacts;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A GGUF file, from its header. */
final class InspectGguf {
    private static final String TOKENIZER = "tokenizer.ggml.";
    private static final int SHORT_LIST = 8;
    private static final int SHORT_TEXT = 2000;

    /** token_type of the tokens that a text spells out: control and user-defined. */
    private static final List<Long> ADDED = List.of(3L, 4L);

    private InspectGguf() {}

    static Inspection of(Path file) {
        try (var gguf = GgufReader.open(file)) {
            var problems = new Problems();
            JsonNode config = gguf.tensors().isEmpty() ? null : problems.look(() -> config(file)); // a vocabulary alone is no model
            var architecture = gguf.text("general.architecture").orElse("unknown");
            var keys = new LinkedHashMap<String, Object>();
            gguf.metadata().forEach((key, value) -> keys.put(key, plain(value)));
            keys.remove("tokenizer.chat_template");
            return new Inspection.Gguf(file, architecture, WeightFacts.ofGguf(gguf.tensors().values()), gguf.whole(architecture + ".context_length").orElse(null), config, tokenizer(gguf), keys,
                    problems.lines());
        }
    }

    /** Of a shape that is known here. */
    private static JsonNode config(Path file) {
        try (var model = GgufModel.open(file)) {
            ModelConfig.of(model.config());
            return model.config();
        }
    }

    private static @Nullable TokenizerFacts tokenizer(GgufReader gguf) {
        var kind = gguf.text(TOKENIZER + "model").filter(name -> !name.equals("none"));
        if (kind.isEmpty()) {
            return null;
        }
        var tokens = items(gguf, "tokens");
        var special = new TreeMap<String, @Nullable Integer>();
        var ends = new TreeSet<Integer>();
        for (String name : List.of("bos", "eos", "unknown", "padding", "eot", "eom")) {
            id(gguf, name, tokens.size()).ifPresent(id -> {
                String token = tokens.get(id) instanceof GgufValue.Text text ? text.value() : "";
                special.put(name + "_token " + token, id);
                if (name.startsWith("eo")) {
                    ends.add(id);
                }
            });
        }
        int added = (int) items(gguf, "token_type").stream().filter(type -> type instanceof GgufValue.Whole whole && ADDED.contains(whole.value())).count();
        return new TokenizerFacts(kind.get(), tokens.size(), items(gguf, "merges").size(), added, gguf.text(TOKENIZER + "pre").stream().toList(), special, ends,
                gguf.text("tokenizer.chat_template").orElse(null));
    }

    private static Optional<Integer> id(GgufReader gguf, String name, int tokens) {
        return gguf.whole(TOKENIZER + name + "_token_id").filter(id -> id >= 0 && id < tokens).map(Long::intValue);
    }

    private static List<GgufValue> items(GgufReader gguf, String key) {
        return gguf.metadata().get(TOKENIZER + key) instanceof GgufValue.Items items ? items.values() : List.of();
    }

    private static Object plain(GgufValue value) {
        return switch (value) {
            case GgufValue.Whole w -> w.value();
            case GgufValue.Real r -> r.value();
            case GgufValue.Flag f -> f.value();
            case GgufValue.Text t -> t.value().length() <= SHORT_TEXT ? t.value() : t.value().substring(0, SHORT_TEXT) + " …";
            case GgufValue.Items items when items.values().size() <= SHORT_LIST -> items.values().stream().map(InspectGguf::plain).toList();
            case GgufValue.Items items -> Map.of("type", items.element().name(), "length", items.values().size());
        };
    }
}
