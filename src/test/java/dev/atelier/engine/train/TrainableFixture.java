package dev.atelier.engine.train;

import dev.atelier.domain.TrainingConfig;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.peft.Adaptation;
import dev.atelier.engine.peft.AdapterValues;

/** Adapters that have not been trained yet. */
final class TrainableFixture {
    /** A run that fits everywhere. */
    static final PeakMemory LITTLE = (model, config, precision, gpu) -> 0;

    private TrainableFixture() {}

    static Trainable fresh(CausalModel model, TrainingConfig config) {
        var adaptation = Adaptation.of(model.config(), config);
        return Trainable.adapters(model, adaptation, AdapterValues.init(adaptation, model, config.seed()));
    }
}
