package dev.atelier.engine.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.UserError;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.engine.io.DType;
import dev.atelier.engine.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/** {@code init}: a folder with a configuration, seeded random weights and, if wanted, another folder's tokenizer. */
public final class InitHandler {
    private static final List<String> TOKENIZER_FILES = List.of("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "tokenizer.model", "vocab.txt", "chat_template.jinja", "generation_config.json");
    private static final List<DType> TYPES = List.of(DType.BF16, DType.F16, DType.F32);

    private InitHandler() {}

    /** config.json's sizes, under Hugging Face's names in snake case. */
    public record Sizes(int vocabSize, int hiddenSize, int intermediateSize, int numHiddenLayers, int numAttentionHeads, int numKeyValueHeads, int maxPositionEmbeddings,
            boolean tieWordEmbeddings) {
        Sizes withVocab(int size) {
            return new Sizes(size, hiddenSize, intermediateSize, numHiddenLayers, numAttentionHeads, numKeyValueHeads, maxPositionEmbeddings, tieWordEmbeddings);
        }
    }

    /** The folder and the values in it. */
    public record Result(Path folder, long parameters) {}

    public static Result run(String architecture, Sizes sizes, List<String> labels, String type, long seed, Optional<Path> vocabularyFrom, Path out) throws IOException {
        if (Files.exists(out.resolve("config.json"))) {
            throw UserError.of("wanted a folder without a model", "config.json in " + out, "name a new folder");
        }
        if (architecture.isEmpty() || sizes.numAttentionHeads() < 1) {
            throw UserError.of("wanted an architecture and at least one attention head", "\"" + architecture + "\" and " + sizes.numAttentionHeads(), "for instance atelier init llama --heads 4");
        }
        DType dtype = TYPES.stream().filter(t -> t.name().equalsIgnoreCase(type)).findFirst()
                .orElseThrow(() -> UserError.of("--dtype: wanted bf16, f16 or f32", type, "name one of them"));
        ObjectNode config = InitConfig.of(architecture.equals("gemma3") ? "gemma3_text" : architecture, vocabularyFrom.isPresent() ? sizes.withVocab(vocabulary(vocabularyFrom.get())) : sizes, dtype, labels);
        var shape = ModelConfig.of(config);
        Files.createDirectories(out);
        if (vocabularyFrom.isPresent()) {
            for (String name : TOKENIZER_FILES) {
                Path file = vocabularyFrom.get().resolve(name);
                if (Files.isRegularFile(file)) {
                    Files.copy(file, out.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        ModelInit.write(out, config, seed, dtype);
        return new Result(out.toAbsolutePath().normalize(), shape.parameters());
    }

    private static int vocabulary(Path folder) {
        try (var tokenizer = Tokenizer.open(folder)) {
            return tokenizer.vocabSize();
        }
    }
}
