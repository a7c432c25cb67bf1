package dev.atelier.memory;

import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.TrainingConfig.Bias;
import dev.atelier.domain.TrainingConfig.Method;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.domain.model.Part;
import dev.atelier.domain.model.Targets;
import dev.atelier.domain.model.TensorSpec;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What of a model is trained.
 *
 * @param values in all: every one, or r (inputs + outputs) per adapted matrix (Hu et al. 2021), with DoRA one more per output, and what is trained in full beside
 * @param largestLayer the most that one layer has of them
 * @param ranks the sum of the ranks in the layer with the largest sum
 */
record Trained(long values, long largestLayer, long ranks) {
    static Trained of(ModelConfig model, TrainingConfig config) {
        if (config.method() == Method.FULL) {
            return new Trained(model.parameters(), WeightMemory.largestBlock(model), 0);
        }
        var targets = Targets.matching(model, config);
        long adapters = targets.stream().mapToLong(t -> values(t, config)).sum();
        var layers = targets.stream().collect(Collectors.groupingBy(t -> ModelConfig.layerOf(t.linear().path())));
        return new Trained(adapters + beside(model, config, targets), layers.values().stream().mapToLong(l -> l.stream().mapToLong(t -> values(t, config)).sum()).max().orElse(0),
                layers.values().stream().mapToLong(l -> l.stream().mapToLong(Targets.Target::rank).sum()).max().orElse(0));
    }

    private static long values(Targets.Target target, TrainingConfig config) {
        return target.linear().adapterSize(target.rank()) + (config.useDora() ? target.linear().out() : 0);
    }

    /** Whether anything is trained in full beside adapters. */
    static boolean beside(ModelConfig model, TrainingConfig config) {
        return beside(model, config, Targets.matching(model, config)) > 0;
    }

    /** Values trained in full beside the adapters: a classifier's head, modules_to_save, biases. */
    private static long beside(ModelConfig model, TrainingConfig config, List<Targets.Target> targets) {
        Set<String> biases = targets.stream().map(t -> t.linear().path() + ".bias").collect(Collectors.toSet());
        return model.tensors().stream().filter(tensor -> model.classifies() && tensor.part() == Part.HEAD
                || config.modulesToSave().stream().anyMatch(module -> ("." + tensor.name()).contains("." + module + "."))
                || tensor.name().endsWith(".bias") && (config.bias() == Bias.ALL || config.bias() == Bias.LORA_ONLY && biases.contains(tensor.name()))).mapToLong(TensorSpec::elements).sum();
    }
}
