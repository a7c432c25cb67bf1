package dev.atelier.view.project;

import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.TrainingConfig.Precision;
import dev.atelier.domain.work.WorkRequest.Machine;
import dev.atelier.memory.MemoryEstimate;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.ObjectBinding;
import org.jspecify.annotations.Nullable;

/** What the next run will need, by part; null while model or machine are unknown. Recomputed whenever one of them or a setting changes. */
public final class MemoryNeed {
    private final ObjectBinding<@Nullable MemoryEstimate> estimate;

    MemoryNeed(ModelChoice model, InitAdapter adapter, MachineInfo machine) {
        estimate = Bindings.createObjectBinding(() -> of(model.factsProperty().get(), adapter.effectiveProperty().get(), machine.machineProperty().get()), model.factsProperty(), adapter.effectiveProperty(),
                machine.machineProperty());
    }

    private static @Nullable MemoryEstimate of(@Nullable ModelFacts facts, TrainingConfig config, @Nullable Machine machine) {
        return facts == null || machine == null ? null : MemoryEstimate.of(facts.shape(), config, precision(config, machine));
    }

    /** What "auto" means on this machine. */
    public static Precision precision(TrainingConfig config, Machine machine) {
        return config.precision() != Precision.AUTO ? config.precision() : machine.multipliesBf16() ? Precision.BF16 : Precision.F32;
    }

    public ObjectBinding<@Nullable MemoryEstimate> estimateProperty() {
        return estimate;
    }
}
