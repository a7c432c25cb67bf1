package dev.atelier.engine.text;

import dev.atelier.domain.Json;
import dev.atelier.engine.io.gguf.GgufReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The tokenizer inside a GGUF file as the files of a Hugging Face folder. */
public final class GgufTokenizerFiles {
    private static final Set<String> NONE = Set.of("none", "no_vocab");

    private GgufTokenizerFiles() {}

    /** tokenizer.json, tokenizer_config.json and chat_template.jinja, by name; empty where the file has no vocabulary. */
    public static Map<String, String> of(GgufReader file) {
        var files = new LinkedHashMap<String, String>();
        if (NONE.contains(file.text("tokenizer.ggml.model").orElse("none"))) {
            return files;
        }
        var vocabulary = GgufVocabulary.read(file);
        files.put("tokenizer.json", vocabulary.json().text());
        var config = Json.MAPPER.createObjectNode().put("tokenizer_class", "PreTrainedTokenizerFast");
        vocabulary.specials().texts().forEach(config::put);
        vocabulary.specials().addBos().ifPresent(adds -> config.put("add_bos_token", adds));
        files.put("tokenizer_config.json", Json.pretty(config));
        file.text("tokenizer.chat_template").ifPresent(template -> files.put("chat_template.jinja", template));
        return files;
    }
}
