package dev.atelier.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.engine.Torch;
import java.util.List;
import java.util.stream.Stream;

/** Adam with decoupled weight decay (Loshchilov & Hutter 2019), all parameters in one call; its two moments are float32: 8 bytes a value. */
final class AdamW extends Optimizer {
    private final List<NDArray> first;
    private final List<NDArray> second;
    private final List<NDArray> steps;

    AdamW(Torch torch, List<NDArray> parameters) {
        super(torch, parameters);
        first = zeros(parameters);
        second = zeros(parameters);
        steps = parameters.stream().map(_ -> manager().create(0f)).toList();
    }

    @Override
    void update(NDManager step, List<NDArray> gradients, double learningRate, TrainingConfig c) {
        kernels().run(step, "adamw", parameters(), gradients, first, second, steps, learningRate, c.adamBeta1(), c.adamBeta2(), c.weightDecay(), c.adamEpsilon());
    }

    @Override
    List<NDArray> states() {
        return Stream.of(first, second).flatMap(List::stream).toList();
    }

    @Override
    void resume(int made) {
        super.resume(made);
        steps.forEach(s -> ArrayBytes.fill(kernels(), s, new float[] {made}));
    }
}
