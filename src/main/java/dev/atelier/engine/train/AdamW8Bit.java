package dev.atelier.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.engine.Torch;
import dev.atelier.engine.quant.frozen.DynamicMap;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * AdamW whose moments are kept in 8 bits (Dettmers et al. 2022, 8-bit Optimizers via Block-wise Quantization): blocks of 256 values (the paper's 2048,
 * bitsandbytes' 256 today), each with its largest magnitude in float32 and codes of the dynamic map, signed for the first moment, unsigned for the second:
 * 2 + 8 / 256 bytes a value. The update itself is computed in float32, in pieces. Parameters of fewer than 4096 values keep float32 moments, as in
 * bitsandbytes. Other than there, a second moment is never rounded to zero, or a value whose gradient fades would take a step of its first moment over
 * epsilon (Li et al. 2023, Memory Efficient Optimizers with 4-bit States).
 */
final class AdamW8Bit extends Optimizer {
    private static final int SMALL = 4096;

    private final AdamW small;
    private final List<Integer> smallOnes;
    private final List<Integer> largeOnes;
    private final EightBitStates first;
    private final EightBitStates second;

    AdamW8Bit(Torch torch, List<NDArray> parameters) {
        super(torch, parameters);
        smallOnes = places(parameters, size -> size < SMALL);
        largeOnes = places(parameters, size -> size >= SMALL);
        small = new AdamW(torch, at(smallOnes, parameters));
        var large = at(largeOnes, parameters);
        first = new EightBitStates(manager(), large, DynamicMap.signed(), DynamicMap.midpoints(DynamicMap.signed()));
        float[] unsigned = DynamicMap.unsigned();
        float[] bounds = DynamicMap.midpoints(unsigned);
        bounds[0] = -1; // nothing is below: no value gets the first code, zero
        second = new EightBitStates(manager(), large, unsigned, bounds);
    }

    private static List<Integer> places(List<NDArray> parameters, IntPredicate size) {
        return IntStream.range(0, parameters.size()).filter(i -> size.test((int) Math.min(SMALL, parameters.get(i).size()))).boxed().toList();
    }

    private static List<NDArray> at(List<Integer> places, List<NDArray> all) {
        return places.stream().map(all::get).toList();
    }

    @Override
    void update(NDManager step, List<NDArray> gradients, double learningRate, TrainingConfig c) {
        if (!smallOnes.isEmpty()) {
            small.update(step, at(smallOnes, gradients), learningRate, c);
        }
        double rate = learningRate / (1 - Math.pow(c.adamBeta1(), updates()));
        double root = Math.sqrt(1 - Math.pow(c.adamBeta2(), updates()));
        for (int i = 0; i < largeOnes.size(); i++) {
            int place = largeOnes.get(i);
            kernels().one(step, "adamw_8bit", parameters().get(place), gradients.get(place), first.of(i), second.of(i), rate, root, c.adamBeta1(), c.adamBeta2(),
                    1 - learningRate * c.weightDecay(), c.adamEpsilon()).close();
        }
    }

    @Override
    List<NDArray> states() {
        return Stream.of(small.states(), first.arrays(), second.arrays()).flatMap(List::stream).toList();
    }

    @Override
    void resume(int made) {
        super.resume(made);
        small.resume(made);
    }

    @Override
    public void close() {
        small.close();
        super.close();
    }
}
