package dev.atelier.starter;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.atelier.domain.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TokenizerTest {
    private static final Path FILE = Path.of("sample-projects", StarterFiles.MODEL, "tokenizer.json");
    private static final List<String> TEXTS = List.of(
            "Hello, world! It's 12,345.67 o'clock; we'll see.", "L'été, où êtes-vous ? Cœur, garçon, naïve : « déjà vu ».", "emoji 🙂🚀 and 漢字 and עברית",
            "  two  spaces\n\n\nlines\t\ttabs \n end ", "FROM python:3.12-slim\nRUN apt-get update && apt-get install -y curl\nEXPOSE 8080", "x\u00a0y\u2028z\u3000w",
            "<|im_start|>user\nPort 8443?<|im_end|>\n<|im_start|>assistant\n8443<|im_end|>\n<|endoftext|>", "½ ² ٣ Ⅷ 007", "");
    private static Bpe bpe;

    @BeforeAll
    static void train() {
        bpe = StarterFiles.tokenizer();
    }

    private static HuggingFaceTokenizer open() throws IOException {
        return HuggingFaceTokenizer.newInstance(FILE, Map.of("addSpecialTokens", "false", "truncation", "false"));
    }

    @Test
    void huggingFaceReadsTheFileAsWeDo() throws IOException {
        try (var tokenizer = open()) {
            var texts = new ArrayList<>(TEXTS);
            var corpus = StarterFiles.corpus(77);
            for (var i = 0; i < 500; i++) {
                texts.add(corpus.next());
            }
            StarterFiles.heldOutPrompts().forEach(texts::add);
            for (var text : texts) {
                var ids = tokenizer.encode(text).getIds();
                assertThat(ids).as(text).containsExactly(bpe.encode(text).stream().mapToLong(Integer::longValue).toArray());
                assertThat(tokenizer.decode(ids, false)).isEqualTo(text);
            }
        }
    }

    @Test
    void idsAreInTheirFixedPlaces() {
        assertThat(bpe.tokens()).hasSize(StarterFiles.VOCABULARY).doesNotHaveDuplicates().startsWith("<|endoftext|>", "<|im_start|>", "<|im_end|>", "!", "\"");
        assertThat(bpe.tokens().get(3 + 255)).isEqualTo("\u0143"); // the soft hyphen's byte comes last in GPT-2's order
        assertThat(bpe.merges()).hasSize(StarterFiles.VOCABULARY - 3 - 256);
        assertThat(bpe.encode("<|im_start|>a<|im_end|>")).first().isEqualTo(1);
    }

    @Test
    void everyDigitIsATokenOfItsOwn() {
        assertThat(bpe.encode(" 8443")).hasSize(5);
        assertThat(bpe.tokens().stream().filter(token -> token.matches(".*[0-9].*"))).allMatch(token -> token.length() == 1);
    }

    @Test
    void theConfigurationNamesTheSpecialTokens() throws IOException {
        var folder = Path.of("sample-projects", StarterFiles.MODEL);
        var config = Json.parse(Files.readString(folder.resolve("config.json")), "config.json");
        assertThat(config.path("vocab_size").asInt()).isEqualTo(StarterFiles.VOCABULARY);
        assertThat(config.path("eos_token_id").asInt()).isEqualTo(2);
        var tokenizer = Json.parse(Files.readString(folder.resolve("tokenizer_config.json")), "tokenizer_config.json");
        assertThat(tokenizer.path("chat_template").asText()).isEqualTo(TokenizerFiles.CHAT_TEMPLATE);
        assertThat(tokenizer.path("eos_token").asText()).isEqualTo("<|im_end|>");
    }
}
