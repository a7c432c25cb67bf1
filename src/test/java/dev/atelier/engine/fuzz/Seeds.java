package dev.atelier.engine.fuzz;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.Progress;
import dev.atelier.engine.export.Exporter;
import dev.atelier.engine.io.AdapterConfig;
import dev.atelier.engine.io.DType;
import dev.atelier.engine.io.ModelFolder;
import dev.atelier.engine.io.PeftFolder;
import dev.atelier.engine.io.SafetensorsWriter;
import dev.atelier.engine.io.SafetensorsWriter.Entry;
import dev.atelier.engine.model.ModelInit;
import dev.atelier.engine.quant.Mix;
import dev.atelier.engine.text.Fixtures;
import dev.atelier.engine.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Small files that are right in every way, made by the program's own writers. */
final class Seeds {
    static final String GGUF = "model.gguf";
    static final String SHARD = "model-00001-of-00002.safetensors";
    static final String INDEX = "model.safetensors.index.json";
    private static final int HIDDEN = 8;
    private static final String MODULE = "model.layers.0.self_attn.q_proj";

    private Seeds() {}

    /** A Llama of one layer with a byte-level tokenizer. */
    static void model(Path folder) throws IOException {
        Path tokenizer = Fixtures.path("tokenizers/bytes");
        try (var files = Files.list(tokenizer)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName().toString()));
            }
        }
        int vocabulary;
        try (var open = Tokenizer.open(tokenizer)) {
            vocabulary = open.vocabSize();
        }
        ObjectNode config = Json.MAPPER.createObjectNode().put("model_type", "llama").put("vocab_size", vocabulary).put("hidden_size", HIDDEN).put("intermediate_size", 8)
                .put("num_hidden_layers", 1).put("num_attention_heads", 2).put("num_key_value_heads", 1).put("head_dim", 4).put("max_position_embeddings", 32).put("hidden_act", "silu")
                .put("rms_norm_eps", 1e-5).put("rope_theta", 10000.0).put("tie_word_embeddings", true).put("torch_dtype", "bfloat16").put("eos_token_id", 2);
        config.putArray("architectures").add("LlamaForCausalLM");
        config.putObject("rope_scaling").put("rope_type", "linear").put("factor", 2.0);
        ModelInit.write(folder, config, 1, DType.BF16);
    }

    /** The same in two files with an index. */
    static void shards(Path folder) throws IOException {
        model(folder);
        ObjectNode index = Json.MAPPER.createObjectNode();
        try (var whole = ModelFolder.open(folder)) {
            List<String> names = List.copyOf(whole.names());
            ObjectNode map = index.putObject("weight_map");
            for (int shard = 0; shard < 2; shard++) {
                String file = shard == 0 ? SHARD : "model-00002-of-00002.safetensors";
                List<String> own = names.subList(shard * names.size() / 2, (shard + 1) * names.size() / 2);
                own.forEach(name -> map.put(name, file));
                SafetensorsWriter.write(folder.resolve(file), Map.of("format", "pt"),
                        own.stream().map(name -> new Entry(name, whole.find(name).info().dtype(), whole.shape(name), () -> whole.find(name).file().data(name))).toList());
            }
            index.putObject("metadata").put("total_size", 1);
        }
        Files.writeString(folder.resolve(INDEX), Json.pretty(index));
        Files.delete(folder.resolve("model.safetensors"));
    }

    /** The same in one file with its vocabulary. */
    static void gguf(Path folder) throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        model(model);
        Exporter.gguf(model, null, Mix.F16, folder.resolve(GGUF), Progress.NONE);
    }

    static void adapter(Path folder) {
        var config = AdapterConfig.lora(2, 4, 0.1, true, List.of("q_proj"), "../model").withPatterns(Map.of("layers.0.self_attn.q_proj", 2), Map.of("q_proj", 3.0));
        PeftFolder.write(folder.resolve("adapter"), config, List.of(), List.of(Entry.ofFloats(PeftFolder.keyA(MODULE), new long[] {2, HIDDEN}, new float[2 * HIDDEN]),
                Entry.ofFloats(PeftFolder.keyB(MODULE), new long[] {HIDDEN, 2}, new float[2 * HIDDEN]),
                Entry.ofFloats(PeftFolder.PREFIX + "model.norm.weight", new long[] {HIDDEN}, new float[HIDDEN])));
    }
}
