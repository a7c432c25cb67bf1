package dev.atelier.view.adapter;

import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.model.Activation;
import dev.atelier.domain.model.Feature;
import dev.atelier.domain.model.Linear;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.domain.model.ModelConfig.Form;
import dev.atelier.domain.model.Part;
import dev.atelier.domain.model.TargetNames;
import dev.atelier.domain.model.Targets;
import dev.atelier.domain.model.TensorSpec;
import dev.atelier.view.chart.Block;
import dev.atelier.view.chart.Block.Norms;
import dev.atelier.view.chart.Matrix;
import dev.atelier.view.project.ModelFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A model's block as it is drawn, with what the settings' adapters add to it. */
final class BlockPicture {
    private BlockPicture() {}

    static Block of(ModelFacts facts, TrainingConfig config) {
        ModelConfig shape = facts.shape();
        Map<String, Integer> adapted = new HashMap<>();
        Map<String, Long> added = new HashMap<>();
        for (var target : Targets.matching(shape, config)) {
            adapted.merge(target.linear().inBlock(), 1, Integer::sum);
            added.merge(target.linear().inBlock(), target.linear().adapterSize(target.rank()) + (config.useDora() ? target.linear().out() : 0), Math::max);
        }
        var attention = new ArrayList<Matrix>();
        var mlp = new ArrayList<Matrix>();
        TargetNames.of(shape.blockLinears()).forEach((name, linear) -> (linear.part() == Part.ATTENTION ? attention : mlp).add(new Matrix(name, linear.in(), linear.out(),
                Math.round(linear.size() * facts.bytesPerValue()), added.getOrDefault(linear.inBlock(), linear.adapterSize(config.rank())), adapted.getOrDefault(linear.inBlock(), 0))));
        Matrix attentionOut = attention.removeLast();
        Matrix mlpOut = mlp.removeLast();
        return new Block(attention, attentionOut, mlp, mlpOut, shape.form() == Form.DECODER, shape.has(Feature.QK_NORM), norms(shape), shape.form() == Form.DECODER ? "RMSNorm" : "LayerNorm",
                activation(shape.activation()), shape.classifies() ? head(shape, facts) : List.of(), shape.labels());
    }

    private static Norms norms(ModelConfig shape) {
        return shape.form() == Form.ENCODER ? Norms.AFTER : shape.has(Feature.SANDWICH_NORMS) ? Norms.BOTH : Norms.BEFORE;
    }

    private static String activation(Activation bend) {
        return switch (bend) {
            case SILU -> "SiLU";
            case GELU, GELU_TANH -> "GELU";
            case RELU -> "ReLU";
        };
    }

    private static List<Matrix> head(ModelConfig shape, ModelFacts facts) {
        return shape.tensors().stream().filter(spec -> spec.part() == Part.HEAD && spec.shape().length == 2).map(spec -> matrix(spec, facts)).toList();
    }

    private static Matrix matrix(TensorSpec spec, ModelFacts facts) {
        String module = spec.name().replaceFirst("\\.weight$", "");
        String name = module.substring(module.lastIndexOf('.', Math.max(0, module.lastIndexOf('.') - 1)) + 1);
        return new Matrix(name, spec.shape()[1], spec.shape()[0], Math.round(spec.elements() * facts.bytesPerValue()), 0, 0);
    }

    /** Names of the matrices that {@code config} adapts in at least one layer. */
    static List<String> adapted(ModelFacts facts, TrainingConfig config) {
        List<String> paths = Targets.matching(facts.shape(), config).stream().map(target -> target.linear().inBlock()).distinct().toList();
        return names(facts).entrySet().stream().filter(entry -> paths.contains(entry.getValue().inBlock())).map(Map.Entry::getKey).toList();
    }

    /** Every matrix of the block by its name in the picture. */
    static Map<String, Linear> names(ModelFacts facts) {
        return TargetNames.of(facts.shape().blockLinears());
    }
}
