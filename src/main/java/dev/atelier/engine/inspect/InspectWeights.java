package dev.atelier.engine.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.ModelFolder;
import dev.atelier.engine.io.PeftFolder;
import dev.atelier.engine.io.Safetensors;
import dev.atelier.engine.io.gguf.GgufReader;
import dev.atelier.engine.io.gguf.GgufValue;
import dev.atelier.engine.text.TokenizerFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Models, adapters and tokenizers, from their headers. */
final class InspectWeights {
    private static final List<String> SIZES = List.of("vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads", "head_dim",
            "tie_word_embeddings", "rope_theta", "rope_scaling", "rms_norm_eps", "torch_dtype", "dtype", "bos_token_id", "eos_token_id", "pad_token_id");
    private static final Pattern LICENCE = Pattern.compile("(?i)(licen[cs]e|copying)([-_.].*)?");
    private static final int SHORT_LIST = 8;

    private InspectWeights() {}

    static Inspection model(Path path) {
        try (var folder = ModelFolder.open(path)) {
            JsonNode config = folder.config();
            var shape = new LinkedHashMap<String, JsonNode>();
            SIZES.stream().filter(config::hasNonNull).forEach(key -> shape.put(key, config.path(key)));
            var weights = WeightFacts.of(folder.names().stream().map(name -> folder.find(name).info()).toList());
            return new Inspection.Model(path, config.path("model_type").asText(config.at("/architectures/0").asText("unknown")), weights, shape,
                    config.path("max_position_embeddings").isIntegralNumber() ? config.path("max_position_embeddings").asLong() : null,
                    folder.files().stream().map(file -> String.valueOf(file.file().getFileName())).toList(), licence(path), TokenizerFacts.read(path));
        }
    }

    private static @Nullable String licence(Path folder) {
        try (var entries = Files.list(Files.isDirectory(folder) ? folder : folder.resolveSibling("."))) {
            return entries.map(entry -> String.valueOf(entry.getFileName())).filter(name -> LICENCE.matcher(name).matches()).sorted().findFirst().orElse(null);
        } catch (IOException e) {
            return null; // the weights can still be read
        }
    }

    static Inspection adapter(Path path) {
        try (var folder = PeftFolder.open(path)) {
            var c = folder.config();
            return new Inspection.Adapter(path, c.r(), c.loraAlpha(), c.loraDropout(), c.useRslora(), c.targetModules(), folder.modules().size(), c.rankPattern(), c.alphaPattern(),
                    folder.saved().size(), c.baseModelNameOrPath(), isFolder(c.baseModelNameOrPath()), WeightFacts.of(folder.tensors().tensors().values()));
        }
    }

    private static boolean isFolder(@Nullable String base) {
        try {
            return base != null && Files.isDirectory(Path.of(base));
        } catch (InvalidPathException e) {
            return false; // a name on a hub, or another system's path
        }
    }

    static Inspection safetensors(Path file) {
        try (var tensors = Safetensors.open(file)) {
            return new Inspection.Tensors(file, WeightFacts.of(tensors.tensors().values()), tensors.metadata());
        }
    }

    static Inspection tokenizer(Path path, Path folder) {
        var facts = TokenizerFacts.read(folder);
        if (facts == null) {
            throw UserError.of(folder + ": wanted tokenizer.json", "none", "check the path");
        }
        return new Inspection.Tokens(path, facts);
    }

    static Inspection gguf(Path file) {
        try (var gguf = GgufReader.open(file)) {
            var architecture = gguf.text("general.architecture").orElse("unknown");
            var keys = new LinkedHashMap<String, Object>();
            gguf.metadata().forEach((key, value) -> keys.put(key, plain(value)));
            keys.remove("tokenizer.chat_template");
            return new Inspection.Gguf(file, architecture, WeightFacts.ofGguf(gguf.tensors().values()), gguf.whole(architecture + ".context_length").orElse(null),
                    gguf.text("tokenizer.chat_template").orElse(null), keys);
        }
    }

    private static Object plain(GgufValue value) {
        return switch (value) {
            case GgufValue.Whole w -> w.value();
            case GgufValue.Real r -> r.value();
            case GgufValue.Flag f -> f.value();
            case GgufValue.Text t -> t.value();
            case GgufValue.Items items when items.values().size() <= SHORT_LIST -> items.values().stream().map(InspectWeights::plain).toList();
            case GgufValue.Items items -> Map.of("type", items.element().name(), "length", items.values().size());
        };
    }
}
