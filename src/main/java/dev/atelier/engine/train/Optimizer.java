package dev.atelier.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.engine.Kernels;
import dev.atelier.engine.Torch;
import java.util.List;

/** Moves parameters along their gradients; between steps it remembers {@link #states}, on which, and on the number of updates, a step depends besides. */
abstract class Optimizer implements AutoCloseable {
    private final List<NDArray> parameters;
    private final Kernels kernels;
    private final NDManager manager;
    private int updates;

    Optimizer(Torch torch, List<NDArray> parameters) {
        this.parameters = List.copyOf(parameters);
        this.kernels = torch.kernels();
        this.manager = torch.manager().newSubManager();
    }

    /** The one that {@code config} asks for. */
    static Optimizer of(Torch torch, List<NDArray> parameters, TrainingConfig config) {
        return switch (config.optimizer()) {
            case ADAMW -> new AdamW(torch, parameters);
            case ADAMW8BIT -> new AdamW8Bit(torch, parameters);
            case SGD -> new Sgd(torch, parameters);
            case MOMENTUM -> new Momentum(torch, parameters);
        };
    }

    /** The length of all gradients as one vector. */
    double norm(NDManager step, List<NDArray> gradients) {
        return kernels.one(step, "norm", gradients).getFloat();
    }

    /** One update; gradients longer than max_grad_norm are first scaled down to it, in place. */
    void step(NDManager step, List<NDArray> gradients, double norm, double learningRate, TrainingConfig c) {
        if (c.maxGradNorm() > 0 && norm > c.maxGradNorm()) {
            kernels.one(step, "shortened", gradients, c.maxGradNorm() / (norm + 1e-6)).close();
        }
        updates++;
        update(step, gradients, learningRate, c);
    }

    /** The update that the method itself makes, with gradients already clipped. */
    abstract void update(NDManager step, List<NDArray> gradients, double learningRate, TrainingConfig c);

    /** What is remembered from step to step, in a fixed order; to be read, or filled by {@link #resume}. */
    abstract List<NDArray> states();

    /** The states have been filled with what they held after so many updates. */
    void resume(int made) {
        updates = made;
    }

    /** Memory that the states take. */
    long bytes() {
        return states().stream().mapToLong(s -> s.size() * s.getDataType().getNumOfBytes()).sum();
    }

    final List<NDArray> parameters() {
        return parameters;
    }

    final Kernels kernels() {
        return kernels;
    }

    /** Owner of the states. */
    final NDManager manager() {
        return manager;
    }

    /** Updates made so far, this one included. */
    final int updates() {
        return updates;
    }

    /** Float32 zeros, one array for each of {@code like}. */
    final List<NDArray> zeros(List<NDArray> like) {
        return like.stream().map(p -> manager.zeros(p.getShape())).toList();
    }

    @Override
    public void close() {
        manager.close();
    }
}
