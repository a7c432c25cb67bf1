package dev.atelier.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.engine.Torch;
import java.util.List;

/**
 * Gradient descent with momentum as torch.optim.SGD has it: b = momentum b + (g + decay p), p - lr b, where the first b is the gradient itself. The b are
 * float32: 4 bytes a value.
 */
final class Momentum extends Optimizer {
    private final List<NDArray> averages;

    Momentum(Torch torch, List<NDArray> parameters) {
        super(torch, parameters);
        averages = zeros(parameters);
    }

    @Override
    void update(NDManager step, List<NDArray> gradients, double learningRate, TrainingConfig c) {
        kernels().one(step, "momentum", parameters(), gradients, averages, learningRate, c.weightDecay(), c.momentum()).close();
    }

    @Override
    List<NDArray> states() {
        return averages;
    }
}
