package dev.atelier.memory;

import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.TrainingConfig.Method;
import dev.atelier.domain.TrainingConfig.OptimizerMethod;
import dev.atelier.domain.TrainingConfig.Precision;
import dev.atelier.domain.TrainingConfig.Quantization;
import dev.atelier.domain.TrainingConfig.Recompute;
import dev.atelier.domain.model.Targets;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What makes a run smaller, from what costs nothing to what costs quality. */
public enum Change {
    /** max_length lowered to the longest row there is: nothing is cut. */
    DATA_LENGTH {
        @Override
        List<Map<String, String>> ways(TrainingConfig now, int longestRow) {
            int needed = Math.max(SHORTEST, Math.ceilDiv(longestRow, WIDTH) * WIDTH);
            return longestRow > 0 && needed < now.maxLength() ? List.of(Map.of("max_length", Integer.toString(needed))) : List.of();
        }
    },
    /** Activations made again on the way back: about a third more time. */
    RECOMPUTE {
        @Override
        List<Map<String, String>> ways(TrainingConfig now, int longestRow) {
            return now.recompute() == Recompute.ON ? List.of() : List.of(Map.of("recompute", "on"));
        }
    },
    /** Fewer rows at once and as many more micro-batches to a step: the same step, somewhat slower. */
    MICRO_BATCH {
        @Override
        List<Map<String, String>> ways(TrainingConfig now, int longestRow) {
            int rows = now.microBatch();
            return IntStream.iterate(rows / 2, size -> size > 0, size -> size - 1).filter(size -> rows % size == 0 && (long) now.accumulation() * (rows / size) <= MOST_ACCUMULATED)
                    .mapToObj(size -> Map.of("micro_batch", Integer.toString(size), "accumulation", Integer.toString(now.accumulation() * (rows / size)))).toList();
        }
    },
    /** Weights and activations kept in bf16, as most models come; computed in float32 where the processor does not multiply bf16. */
    PRECISION {
        @Override
        List<Map<String, String>> ways(TrainingConfig now, int longestRow) {
            return now.precision() == Precision.BF16 ? List.of() : List.of(Map.of("precision", "bf16"));
        }
    },
    /** AdamW's states in eight bits: hardly a difference (Dettmers et al. 2022). */
    OPTIMIZER {
        @Override
        List<Map<String, String>> ways(TrainingConfig now, int longestRow) {
            return now.optimizer() == OptimizerMethod.ADAMW ? List.of(Map.of("optimizer", "adamw8bit")) : List.of();
        }
    },
    /** Adapters instead of all weights: another kind of training. */
    LORA {
        @Override
        List<Map<String, String>> ways(TrainingConfig now, int longestRow) {
            if (now.method() != Method.FULL) {
                return List.of();
            }
            return List.of(now.targetModules().isEmpty() ? Map.of("method", "lora", "target_modules", Targets.ALL) : Map.of("method", "lora"));
        }
    },
    /** The frozen matrices in four bits: QLoRA, close to LoRA's quality (Dettmers et al. 2023), slower. */
    QUANTIZE {
        @Override
        List<Map<String, String>> ways(TrainingConfig now, int longestRow) {
            return now.method() == Method.LORA && now.quantization() == Quantization.NONE ? List.of(Map.of("quantization", "nf4")) : List.of();
        }
    },
    /** The embedding and the output matrix in int8 beside them. */
    EMBEDDINGS {
        @Override
        List<Map<String, String>> ways(TrainingConfig now, int longestRow) {
            return now.method() == Method.LORA && now.quantization() != Quantization.NONE && !now.int8Embeddings() && now.modulesToSave().isEmpty() ? List.of(Map.of("int8_embeddings", "true")) : List.of();
        }
    },
    /** A lower rank, alpha in proportion: less can be learned. */
    RANK {
        @Override
        List<Map<String, String>> ways(TrainingConfig now, int longestRow) {
            if (now.method() == Method.FULL || !now.initAdapter().isEmpty()) {
                return List.of();
            }
            return IntStream.iterate(Integer.highestOneBit(now.rank() - 1), rank -> rank >= LOWEST_RANK, rank -> rank / 2).mapToObj(rank -> Map.of("rank", Integer.toString(rank), "alpha",
                    BigDecimal.valueOf(now.alpha()).multiply(BigDecimal.valueOf(rank)).divide(BigDecimal.valueOf(now.rank()), MathContext.DECIMAL32).stripTrailingZeros().toPlainString())).toList();
        }
    },
    /** A shorter max_length: longer rows are cut. */
    LENGTH {
        @Override
        List<Map<String, String>> ways(TrainingConfig now, int longestRow) {
            return Stream.iterate(now.maxLength() / 2, length -> length >= SHORTEST, length -> length / 2).map(length -> Map.of("max_length", Integer.toString(length))).toList();
        }
    };

    private static final int WIDTH = 8;
    private static final int SHORTEST = 64;
    private static final int LOWEST_RANK = 4;
    private static final int MOST_ACCUMULATED = 65536;

    /** Settings by name, the mildest way first; none where the change is made already or makes no sense. {@code longestRow} in tokens, 0 while unknown. */
    abstract List<Map<String, String>> ways(TrainingConfig now, int longestRow);
}
