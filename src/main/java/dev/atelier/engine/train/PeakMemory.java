package dev.atelier.engine.train;

import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.model.ModelConfig;

/** The calculator, as training asks it. */
@FunctionalInterface
public interface PeakMemory {
    /** Bytes that a run will hold at its peak, on a GPU or not; {@code precision} is F32 or BF16. */
    long bytes(ModelConfig model, TrainingConfig config, TrainingConfig.Precision precision, boolean gpu);
}
