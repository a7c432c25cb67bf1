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
import java.util.stream.LongStream;

/**
 * What of a model is trained. Finding it out takes longer than everything else the calculator does.
 *
 * @param values in all: every one, or r (inputs + outputs) per adapted matrix (Hu et al. 2021), with DoRA one more per output, and what is trained in full beside
 * @param largestLayer the most that one layer has of them
 * @param ranks the sum of the ranks in the layer with the largest sum
 * @param beside values trained in full beside the adapters: a classifier's head, modules_to_save, biases
 */
record Trained(long values, long largestLayer, long ranks, long beside) {
    static Trained of(ModelConfig model, TrainingConfig config) {
        if (config.method() == Method.FULL) {
            return new Trained(model.parameters(), WeightMemory.largestBlock(model), 0, 0);
        }
        var targets = Targets.matching(model, config);
        long beside = beside(model, config, targets);
        var values = new long[model.layers()];
        var ranks = new long[model.layers()];
        long adapters = 0;
        for (var target : targets) {
            int layer = ModelConfig.layerOf(target.linear().path());
            long size = target.linear().adapterSize(target.rank()) + (config.useDora() ? target.linear().out() : 0);
            values[layer] += size;
            ranks[layer] += target.rank();
            adapters += size;
        }
        return new Trained(adapters + beside, LongStream.of(values).max().orElse(0), LongStream.of(ranks).max().orElse(0), beside);
    }

    private static long beside(ModelConfig model, TrainingConfig config, List<Targets.Target> targets) {
        if (!model.classifies() && config.bias() == Bias.NONE && config.modulesToSave().isEmpty()) {
            return 0;
        }
        Set<String> biases = targets.stream().map(t -> t.linear().path() + ".bias").collect(Collectors.toSet());
        return model.tensors().stream().filter(tensor -> model.classifies() && tensor.part() == Part.HEAD
                || config.modulesToSave().stream().anyMatch(module -> ("." + tensor.name()).contains("." + module + "."))
                || tensor.name().endsWith(".bias") && (config.bias() == Bias.ALL || config.bias() == Bias.LORA_ONLY && biases.contains(tensor.name()))).mapToLong(TensorSpec::elements).sum();
    }
}
