package dev.atelier.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.Sampling;
import dev.atelier.domain.UserError;
import dev.atelier.engine.Precision;
import dev.atelier.engine.Torch;
import dev.atelier.engine.io.ModelFolder;
import dev.atelier.engine.model.Adapters;
import dev.atelier.engine.model.CausalModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Generation over a tiny random Llama. */
class GeneratorTest {
    private static final Path LLAMA = Path.of("src/test/resources/parity/llama");

    @Test
    void promptsOfDifferentLengthsTogetherAnswerAsAlone() {
        try (var torch = Torch.open("cpu"); var folder = ModelFolder.open(LLAMA); var model = CausalModel.load(torch, folder, Precision.F32)) {
            var generator = new Generator(model, Adapters.NONE, Set.of(), () -> false);
            var prompts = List.of(new int[] {5, 9, 17, 200, 31}, new int[] {42}, new int[] {7, 7, 300});
            var alone = new ArrayList<List<Integer>>();
            for (int[] prompt : prompts) {
                alone.addAll(generator.generate(List.of(prompt), Sampling.greedy(12), (b, id) -> {}));
            }
            assertThat(generator.generate(prompts, Sampling.greedy(12), (b, id) -> {})).isEqualTo(alone);
        }
    }

    /** Read in parts beside a sequence that is nearly all padding. */
    @Test
    void aLongPromptGoesOnAsWhenReadAtOnce() {
        try (var torch = Torch.open("cpu"); var folder = ModelFolder.open(LLAMA); var model = CausalModel.load(torch, folder, Precision.F32); var scope = torch.manager().newSubManager()) {
            int[] prompt = new Random(1).ints(250, 3, 320).toArray();
            var next = new Generator(model, Adapters.NONE, Set.of(), () -> false).generate(List.of(prompt, new int[] {42}), Sampling.greedy(1), (b, id) -> {});
            long[] likeliest = model.logits(scope, new int[][] {prompt}, Adapters.NONE).argMax(-1).toLongArray();
            assertThat(next.getFirst()).containsExactly((int) likeliest[249]);
            likeliest = model.logits(scope, new int[][] {{42}}, Adapters.NONE).argMax(-1).toLongArray();
            assertThat(next.getLast()).containsExactly((int) likeliest[0]);
        }
    }

    @Test
    void sameSeedSameDrawsAndStopIdsEnd() {
        try (var torch = Torch.open("cpu"); var folder = ModelFolder.open(LLAMA); var model = CausalModel.load(torch, folder, Precision.F32)) {
            int arrays = torch.manager().getManagedArrays().size(); // the model's
            var prompt = List.of(new int[] {5, 9});
            var free = new Generator(model, Adapters.NONE, Set.of(), () -> false);
            var first = free.generate(prompt, new Sampling(20, 1.5, 3), (b, id) -> {}).getFirst();
            assertThat(free.generate(prompt, new Sampling(20, 1.5, 3), (b, id) -> {}).getFirst()).isEqualTo(first);
            assertThat(free.generate(prompt, new Sampling(20, 1.5, 4), (b, id) -> {}).getFirst()).isNotEqualTo(first);
            int stop = first.get(5);
            var stopped = new Generator(model, Adapters.NONE, Set.of(stop), () -> false).generate(prompt, new Sampling(20, 1.5, 3), (b, id) -> {}).getFirst();
            assertThat(stopped).isEqualTo(first.subList(0, first.indexOf(stop)));
            assertThat(torch.manager().getManagedArrays()).hasSize(arrays);
        }
    }

    @Test
    void foreignIdsAreRefused() {
        try (var torch = Torch.open("cpu"); var folder = ModelFolder.open(LLAMA); var model = CausalModel.load(torch, folder, Precision.F32)) {
            var generator = new Generator(model, Adapters.NONE, Set.of(), () -> false);
            assertThatThrownBy(() -> generator.generate(List.of(new int[] {320}), Sampling.greedy(1), (b, id) -> {})).isInstanceOf(UserError.class).hasMessageContaining("0 to 319");
            assertThatThrownBy(() -> generator.generate(List.of(new int[300]), Sampling.greedy(1), (b, id) -> {})).isInstanceOf(UserError.class).hasMessageContaining("256 positions");
        }
    }
}
