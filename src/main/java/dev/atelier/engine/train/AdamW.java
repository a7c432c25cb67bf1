package dev.atelier.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.engine.Torch;
import java.util.ArrayList;
import java.util.List;

/** Adam with decoupled weight decay (Loshchilov & Hutter 2019), all parameters in one call; its two moments are float32. */
final class AdamW implements AutoCloseable {
    private final Torch torch;
    private final NDManager manager;
    private final List<NDArray> parameters;
    private final List<NDArray> first = new ArrayList<>();
    private final List<NDArray> second = new ArrayList<>();
    private final List<NDArray> steps = new ArrayList<>();

    AdamW(Torch torch, List<NDArray> parameters) {
        this.torch = torch;
        this.manager = torch.manager().newSubManager();
        this.parameters = parameters;
        for (NDArray p : parameters) {
            first.add(manager.zeros(p.getShape()));
            second.add(manager.zeros(p.getShape()));
            steps.add(manager.create(0f));
        }
    }

    /** The length of all gradients as one vector. */
    double norm(NDManager step, List<NDArray> gradients) {
        return torch.kernels().one(step, "norm", gradients).getFloat();
    }

    /** One update; gradients longer than max_grad_norm are first scaled down to it. */
    void step(NDManager step, List<NDArray> gradients, double norm, double learningRate, TrainingConfig c) {
        double clip = c.maxGradNorm() > 0 && norm > c.maxGradNorm() ? c.maxGradNorm() / (norm + 1e-6) : 1;
        torch.kernels().run(step, "adamw", parameters, gradients, first, second, steps, learningRate, c.adamBeta1(), c.adamBeta2(), c.weightDecay(), c.adamEpsilon(), clip);
    }

    /** First and second moments of every parameter, in order. */
    List<float[]> moments() {
        var all = new ArrayList<float[]>();
        first.forEach(m -> all.add(m.toFloatArray()));
        second.forEach(m -> all.add(m.toFloatArray()));
        return all;
    }

    /** What {@link #moments} gave after {@code updates} steps. */
    void restore(List<float[]> moments, int updates) {
        for (int i = 0; i < parameters.size(); i++) {
            first.get(i).set(moments.get(i));
            second.get(i).set(moments.get(parameters.size() + i));
            steps.get(i).set(new float[] {updates});
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
