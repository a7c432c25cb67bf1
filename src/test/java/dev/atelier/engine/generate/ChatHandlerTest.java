package dev.atelier.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.Sampling;
import dev.atelier.domain.TrainingConfig.Precision;
import dev.atelier.domain.UserError;
import dev.atelier.engine.text.Message;
import dev.atelier.engine.text.Tokenizers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ChatHandlerTest {
    private static final Path PARITY = Path.of("src/test/resources/parity");
    private static final Path LLAMA = PARITY.resolve("llama");
    private static final Path STARTER = Path.of("sample-projects/starter-model");
    private static final int[] IDS = {5, 9, 17, 200, 31};
    private static final List<Message> QUESTION = List.of(new Message("user", "What is the opposite of hot?"));

    /** The base, and three adapters trained each in its own way. */
    private static final List<ModelReference> VOICES = List.of(new ModelReference(LLAMA, null), new ModelReference(LLAMA, LLAMA.resolve("adapter_final")),
            new ModelReference(LLAMA, PARITY.resolve("llama_rslora/adapter_final")), new ModelReference(LLAMA, PARITY.resolve("llama_dora/adapter_final")));

    private final ModelCache models = new ModelCache(Duration.ofMinutes(1));
    private final Tokenizers tokenizers = new Tokenizers();

    @AfterEach
    void close() {
        models.close();
        tokenizers.close();
    }

    private static ChatHandler.Options how(Sampling sampling) {
        return new ChatHandler.Options(sampling, Precision.F32, "cpu");
    }

    private List<Integer> said(ModelCache cache, ModelReference by, Sampling sampling) throws IOException {
        return new ChatHandler(cache, tokenizers).ids(by, IDS, Set.of(), how(sampling), () -> false).ids();
    }

    private List<List<Integer>> alone(Sampling sampling) throws IOException {
        var alone = new ArrayList<List<Integer>>();
        for (var voice : VOICES) {
            try (var own = new ModelCache(Duration.ofMinutes(1))) {
                alone.add(said(own, voice, sampling));
            }
        }
        assertThat(alone).as("each says something of its own").doesNotHaveDuplicates();
        return alone;
    }

    @Test
    void adaptersTakeTurnsOverOneBase() throws IOException {
        var sampling = new Sampling(16, 0.8, 5);
        var alone = alone(sampling);
        try (var held = models.lend(VOICES.getFirst(), Precision.F32, "cpu")) {
            for (int round = 0; round < 3; round++) {
                for (int voice = 0; voice < VOICES.size(); voice++) {
                    assertThat(said(models, VOICES.get(voice), sampling)).isEqualTo(alone.get(voice));
                }
            }
            try (var again = models.lend(VOICES.getLast(), Precision.F32, "cpu")) {
                assertThat(again.model()).isSameAs(held.model());
            }
        }
        assertThat(models.loads()).isEqualTo(1);
    }

    @Test
    void adaptersAnswerAtOnceOverOneBase() throws Exception {
        var sampling = new Sampling(40, 0.8, 5);
        var alone = alone(sampling);
        for (int round = 0; round < 3; round++) {
            var together = new CyclicBarrier(VOICES.size());
            var answers = VOICES.stream().map(voice -> CompletableFuture.supplyAsync(() -> {
                try {
                    together.await();
                    return said(models, voice, sampling);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }, run -> Thread.ofPlatform().start(run))).toList();
            for (int voice = 0; voice < VOICES.size(); voice++) {
                assertThat(answers.get(voice).get()).isEqualTo(alone.get(voice));
            }
        }
        assertThat(models.loads()).isEqualTo(1);
    }

    @Test
    void anAnswerEndsBeforeAStopText() throws IOException {
        var chat = new ChatHandler(models, tokenizers);
        var reference = new ModelReference(STARTER, null);
        String whole = chat.conversation(reference, QUESTION, how(Sampling.greedy(60)), piece -> {}, () -> false).text();
        assertThat(whole).hasSizeGreaterThan(8);
        String stop = whole.substring(whole.length() / 2, whole.length() / 2 + 3);
        var shown = new StringBuilder();
        var cut = chat.conversation(reference, QUESTION, how(new Sampling(60, 0, 0, 1, 0, 1, 1, List.of("never said", stop))), shown::append, () -> false);
        assertThat(cut.text()).isEqualTo(whole.substring(0, whole.indexOf(stop))).isEqualTo(shown.toString());
        var other = chat.conversation(reference, QUESTION, how(new Sampling(60, 0, 0, 1, 0, 1, 1, List.of("never said", whole.substring(whole.length() - 2) + "!!"))), piece -> {}, () -> false);
        assertThat(other.text()).as("what was held back comes in the end").isEqualTo(whole);
    }

    @Test
    void idsHaveNoStopTexts() {
        var chat = new ChatHandler(models, tokenizers);
        assertThatThrownBy(() -> chat.ids(VOICES.getFirst(), IDS, Set.of(), how(new Sampling(4, 0, 0, 1, 0, 1, 1, List.of("x"))), () -> false)).isInstanceOf(UserError.class)
                .hasMessageContaining("stop").message().doesNotContain("\n");
    }
}
