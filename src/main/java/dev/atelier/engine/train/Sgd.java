package dev.atelier.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.engine.Torch;
import java.util.List;

/** Stochastic gradient descent, p - lr (g + decay p): weight decay is part of the gradient, not decoupled as AdamW's. Nothing is remembered. */
final class Sgd extends Optimizer {
    Sgd(Torch torch, List<NDArray> parameters) {
        super(torch, parameters);
    }

    @Override
    void update(NDManager step, List<NDArray> gradients, double learningRate, TrainingConfig c) {
        kernels().one(step, "sgd", parameters(), gradients, learningRate, c.weightDecay()).close();
    }

    @Override
    List<NDArray> states() {
        return List.of();
    }
}
