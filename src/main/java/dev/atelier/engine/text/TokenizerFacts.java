package dev.atelier.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a folder's tokenizer files say, without loading the native tokenizer.
 *
 * @param type of the model inside: BPE, Unigram, WordPiece, WordLevel
 * @param size the largest id plus one
 * @param added tokens that the text spells: special ones and the user's
 * @param preTokenizer the steps that split a text
 * @param special bos_token, eos_token ... with their ids; null where the vocabulary has no such token
 * @param eosIds every id that ends a generation
 * @param chatTemplate its source
 */
public record TokenizerFacts(String type, int size, int merges, int added, List<String> preTokenizer, Map<String, @Nullable Integer> special, Set<Integer> eosIds,
        @Nullable String chatTemplate) {

    /** The facts, or null if {@code folder} has neither tokenizer.json nor tokenizer.model. */
    public static @Nullable TokenizerFacts read(Path folder) {
        var json = TokenizerJson.find(folder);
        if (json == null) {
            return null;
        }
        JsonNode root = json.root();
        var specials = SpecialTokens.read(folder, json.vocabulary(), json.specials());
        var ids = new TreeMap<String, @Nullable Integer>();
        specials.texts().forEach((name, text) -> ids.put(name + " " + text, json.vocabulary().get(text)));
        var steps = new ArrayList<String>();
        collect(root.path("pre_tokenizer"), steps);
        var template = ChatTemplate.find(folder, specials.texts());
        return new TokenizerFacts(root.path("model").path("type").asText("unknown"), json.vocabulary().isEmpty() ? 0 : Collections.max(json.vocabulary().values()) + 1,
                root.path("model").path("merges").size(), root.path("added_tokens").size(), steps, Collections.unmodifiableMap(ids), specials.eosIds(),
                template == null ? null : template.source());
    }

    private static void collect(JsonNode step, List<String> steps) {
        if (step.has("pretokenizers")) {
            step.path("pretokenizers").forEach(inner -> collect(inner, steps));
        } else if (step.hasNonNull("type")) {
            steps.add(step.path("type").asText());
        }
    }
}
