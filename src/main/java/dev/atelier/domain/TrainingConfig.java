package dev.atelier.domain;

import com.fasterxml.jackson.annotation.JsonAlias;
import dev.atelier.domain.Setting.Group;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The settings of a training run. Outside (files, command line) a name is its component's in snake case: {@code learning_rate}. Made by
 * {@link Settings}, which checks each value; what concerns several values is checked here.
 */
public record TrainingConfig(
        @Setting(group = Group.ADAPTER, value = "lora", doc = "What is trained: low-rank adapters beside frozen weights (lora) or every weight (full)")
        Method method,
        @Setting(group = Group.ADAPTER, value = "none",
                doc = "What the frozen matrices of the blocks are kept in: none (as computed in), nf4 or fp4 (four bits a weight: QLoRA), int8; for method=lora")
        Quantization quantization,
        @Setting(group = Group.ADAPTER, value = "true", doc = "With nf4 and fp4, keep the blocks' scales in eight bits too: 0.37 bits a weight less")
        boolean doubleQuant,
        @Setting(group = Group.ADAPTER, value = "false",
                doc = "With quantization, keep the embedding and the output matrix too, in int8 with a scale per row: half of bf16; worth it with a large vocabulary")
        boolean int8Embeddings,
        @Setting(group = Group.ADAPTER, value = "all-linear",
                doc = "Weight matrices that get an adapter: names as the model has them (q_proj, c_attn, query), all-linear, attention-only, mlp-only, or a regular expression for their path")
        List<String> targetModules,
        @Setting(group = Group.ADAPTER, value = "", doc = "Matrices that get none although target_modules means them: names or regular expressions")
        List<String> excludeModules,
        @Setting(group = Group.ADAPTER, value = "", doc = "Numbers of the layers that get adapters, from 0; none: all layers")
        List<String> layersToTransform,
        @Setting(group = Group.ADAPTER, value = "16", min = 1, max = 4096, doc = "Rank r of an adapter: r x (inputs + outputs) values are trained per matrix")
        int rank,
        @Setting(group = Group.ADAPTER, value = "32", above = 0, max = 65536, doc = "The adapter's output is scaled by alpha / rank; twice the rank is a good rule")
        double alpha,
        @Setting(group = Group.ADAPTER, value = "0", min = 0, below = 1, doc = "Share of an adapter's inputs set to zero while training")
        double dropout,
        @Setting(group = Group.ADAPTER, value = "false", doc = "Scale by alpha / sqrt(rank) instead (rank-stabilised LoRA), for high ranks")
        boolean useRslora,
        @Setting(group = Group.ADAPTER, value = "false", doc = "Train each matrix's row lengths beside its adapter (DoRA): closer to full fine-tuning, slower")
        boolean useDora,
        @Setting(group = Group.ADAPTER, value = "none", doc = "Biases trained besides: none, all of the model's, or those of the adapted matrices (lora_only)")
        Bias bias,
        @Setting(group = Group.ADAPTER, value = "", doc = "Modules trained in full beside the adapters, such as lm_head or embed_tokens; a classifier's head always is")
        List<String> modulesToSave,
        @Setting(group = Group.ADAPTER, value = "", doc = "Folder of a PEFT adapter to go on from: its rank, alpha and targets count instead of these")
        String initAdapter,
        @Setting(group = Group.ADAPTER, value = "", min = 1, max = 4096, doc = "Ranks of single modules, by the end of their path: layers.0.self_attn.q_proj=4,down_proj=8")
        Map<String, Integer> rankPattern,
        @Setting(group = Group.ADAPTER, value = "", above = 0, max = 65536, doc = "Alphas of single modules, by the end of their path: down_proj=16")
        Map<String, Double> alphaPattern,
        @Setting(group = Group.OPTIMIZER, value = "adamw",
                doc = "What turns gradients into steps; it remembers 8 bytes a trained value (adamw), 2.03 (adamw8bit: block-wise 8-bit), none (sgd) or 4 (momentum)")
        OptimizerMethod optimizer,
        @Setting(group = Group.OPTIMIZER, value = "5e-4", above = 0, max = 1, doc = "Highest learning rate; for method=full about a tenth of LoRA's, for sgd and momentum far more than AdamW's")
        double learningRate,
        @Setting(group = Group.OPTIMIZER, value = "cosine", doc = "How the learning rate goes from its highest value to zero: linear, cosine, or stays constant")
        Schedule schedule,
        @Setting(group = Group.OPTIMIZER, value = "10", min = 0, max = 1e9, doc = "Steps over which the learning rate first rises from zero")
        int warmupSteps,
        @Setting(group = Group.OPTIMIZER, value = "0", min = 0, max = 1, doc = "Weight decay: decoupled from the gradient with adamw and adamw8bit, part of it with sgd and momentum")
        double weightDecay,
        @Setting(group = Group.OPTIMIZER, value = "0.9", min = 0, below = 1, doc = "Share of the last step's direction that optimizer=momentum keeps")
        double momentum,
        @Setting(group = Group.OPTIMIZER, value = "0.9", min = 0, below = 1, doc = "AdamW's decay of the mean of the gradients")
        double adamBeta1,
        @Setting(group = Group.OPTIMIZER, value = "0.999", min = 0, below = 1, doc = "AdamW's decay of the mean of the squared gradients")
        double adamBeta2,
        @Setting(group = Group.OPTIMIZER, value = "1e-8", above = 0, max = 1, doc = "AdamW's guard against division by zero")
        double adamEpsilon,
        @Setting(group = Group.OPTIMIZER, value = "1", min = 0, max = 1e9, doc = "Gradients longer than this norm are scaled down to it; 0 leaves them")
        double maxGradNorm,
        @Setting(group = Group.BATCHES, value = "8", min = 1, max = 65536, doc = "Examples that go through the model together; memory grows with it")
        int microBatch,
        @Setting(group = Group.BATCHES, value = "2", min = 1, max = 65536, doc = "Micro-batches that make one optimizer step")
        int accumulation,
        @Setting(group = Group.BATCHES, value = "3", above = 0, max = 100000, doc = "Passes over the training rows")
        double epochs,
        @Setting(group = Group.BATCHES, value = "0", min = 0, max = 1e9, doc = "Optimizer steps to take; 0: as many as the epochs need")
        int maxSteps,
        @Setting(group = Group.DATA, value = "512", min = 8, max = 1048576, doc = "Longest example in tokens; longer ones are cut at the end")
        int maxLength,
        @Setting(group = Group.DATA, value = "0.1", min = 0, max = 1, doc = "Weight of the prompt's tokens in the loss; an answer's tokens weigh 1")
        double promptLossWeight,
        @Setting(group = Group.DATA, value = "0.1", min = 0, max = 0.9, doc = "Share of the rows kept apart to measure the validation loss")
        double validationShare,
        @Setting(group = Group.RUN, value = "50", min = 0, max = 1e9, doc = "Steps between measurements of the validation loss; 0: only at the start and the end")
        int evalEvery,
        @Setting(group = Group.RUN, value = "2", min = 0, max = 20, doc = "Validation rows answered at each measurement of the validation loss, to be read as examples")
        int samples,
        @Setting(group = Group.RUN, value = "64", min = 1, max = 4096, doc = "Most tokens of such an answer")
        int sampleTokens,
        @Setting(group = Group.RUN, value = "50", min = 0, max = 1e9, doc = "Steps between checkpoints; 0: only at the end")
        int checkpointEvery,
        @Setting(group = Group.RUN, value = "2", min = 1, max = 100000, doc = "Checkpoints kept besides the best one")
        int keepCheckpoints,
        @Setting(group = Group.RUN, value = "1", min = 0, max = 9007199254740991.0, doc = "Fixes the split, the order of the rows, the adapters' first values and dropout")
        long seed,
        @Setting(group = Group.RUN, value = "auto", doc = "Numbers the weights and activations are computed in: f32, bf16, or auto for bf16 where the machine is fast at it")
        Precision precision,
        @Setting(group = Group.RUN, value = "auto", pattern = "auto|cpu|cuda:\\d{1,3}", form = "auto, cpu or cuda:N", doc = "Where to compute: the CPU, a GPU by number, or auto for the first GPU if there is one")
        String device,
        @Setting(group = Group.RUN, value = "auto",
                doc = "Compute each layer's activations again on the way back instead of keeping them (on): less memory, about a third more time; auto where they would not fit")
        Recompute recompute,
        @Setting(group = Group.RUN, value = "0", min = 0, max = 1e6, doc = "Most memory the engine may hold, in GiB, beyond which it takes smaller micro-batches; 0: as much as there is")
        double memoryLimit) {

    public TrainingConfig {
        targetModules = List.copyOf(targetModules);
        excludeModules = List.copyOf(excludeModules);
        layersToTransform = List.copyOf(layersToTransform);
        modulesToSave = List.copyOf(modulesToSave);
        rankPattern = inOrder(rankPattern);
        alphaPattern = inOrder(alphaPattern);
        if (method == Method.LORA && targetModules.isEmpty()) {
            throw UserError.of("target_modules: wanted at least one for method=lora", "none", "name some matrices or all-linear");
        }
        targetModules.forEach(module -> checkPattern(module, "target_modules"));
        excludeModules.forEach(module -> checkPattern(module, "exclude_modules"));
        rankPattern.keySet().forEach(module -> checkPattern(module, "rank_pattern"));
        alphaPattern.keySet().forEach(module -> checkPattern(module, "alpha_pattern"));
        for (String layer : layersToTransform) {
            if (!layer.matches("\\d{1,5}")) {
                throw UserError.of("layers_to_transform: wanted numbers of layers from 0, with commas between", layer, "correct it");
            }
        }
        if (method == Method.FULL && quantization != Quantization.NONE) {
            throw UserError.of("quantization: wanted none with method=full, which trains the weights themselves", quantization.toString(), "set quantization=none or method=lora");
        }
        if (int8Embeddings && modulesToSave.stream().anyMatch(module -> module.matches("(.*\\.)?(embed_tokens|lm_head|wte|word_embeddings)"))) {
            throw UserError.of("int8_embeddings: wanted false where modules_to_save trains an embedding or the output matrix", "true", "set int8_embeddings=false or train others");
        }
        if (method == Method.FULL && (!rankPattern.isEmpty() || !alphaPattern.isEmpty())) {
            throw UserError.of("rank_pattern and alpha_pattern: wanted none with method=full", "some", "remove them or set method=lora");
        }
    }

    private static void checkPattern(String module, String setting) {
        var _ = ModulePattern.of(module, setting);
    }

    /** The first pattern that fits counts, so their order matters; Map.copyOf has another one in every process. */
    private static <T> Map<String, T> inOrder(Map<String, T> patterns) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(patterns));
    }

    /** What is trained. */
    public enum Method {
        LORA, FULL
    }

    /** What frozen matrices are kept in. */
    public enum Quantization {
        NONE, NF4, FP4, INT8;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What turns gradients into steps. */
    public enum OptimizerMethod {
        ADAMW, ADAMW8BIT, SGD, MOMENTUM
    }

    /** Which biases are trained beside adapters. */
    public enum Bias {
        NONE, ALL, LORA_ONLY
    }

    /** How the learning rate falls after the warm-up. */
    public enum Schedule {
        LINEAR, COSINE, CONSTANT
    }

    /** Whether activations are computed again on the way back. Its names once were false and true. */
    public enum Recompute {
        @JsonAlias("false")
        OFF, @JsonAlias("true")
        ON, AUTO
    }

    /** What numbers the model computes in. */
    public enum Precision {
        AUTO, F32, BF16;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
