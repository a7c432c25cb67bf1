package dev.atelier.engine.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.atelier.engine.model.Operators;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** The plain path: one row at a time, forward once with everything recorded and kept, all scores at once, one walk back; the rows' gradients added up. */
final class PlainGradients {
    private final Trainable trainable;

    PlainGradients(Trainable trainable) {
        this.trainable = trainable;
    }

    /** Loss, and gradients in the order of the trainable's names, of one step. */
    record Sums(double loss, List<float[]> gradients) {}

    Sums of(List<PackedBatch> rows) {
        double total = rows.stream().mapToDouble(PackedBatch::totalWeight).sum();
        var gradients = new ArrayList<float[]>();
        trainable.parameters().forEach(p -> gradients.add(new float[(int) p.size()]));
        double loss = 0;
        for (var row : rows) {
            loss += add(row, total, gradients);
        }
        return new Sums(loss, gradients);
    }

    private double add(PackedBatch row, double total, List<float[]> gradients) {
        var model = trainable.model();
        try (NDManager scope = model.torch().manager().newSubManager(); var collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            var leaves = new LinkedHashMap<String, NDArray>();
            for (String name : trainable.names()) {
                NDArray leaf = trainable.master(name).duplicate();
                leaf.attach(scope);
                leaf.setRequiresGradient(true);
                leaves.put(name, leaf);
            }
            var op = Operators.recorded(model.torch().kernels(), scope, 0);
            var pass = model.pass(op, row.lengths(), trainable.through(scope, leaves::get));
            NDArray x = pass.embed(scope.create(row.ids(), new Shape(1, row.tokens())));
            for (int i = 0; i < model.config().layers(); i++) {
                x = pass.block(x, i);
            }
            NDArray scores = pass.scores(op.rows(x, scope.create(row.rows())));
            NDArray sum = op.weightedNll(scores, scope.create(row.targets()), scope.create(row.shares(total)));
            collector.backward(op.withAll(sum, leaves.values()));
            int i = 0;
            for (var leaf : leaves.values()) {
                float[] gradient = leaf.getGradient().toFloatArray();
                float[] sums = gradients.get(i++);
                for (int j = 0; j < sums.length; j++) {
                    sums[j] += gradient[j];
                }
            }
            return sum.getFloat();
        }
    }
}
