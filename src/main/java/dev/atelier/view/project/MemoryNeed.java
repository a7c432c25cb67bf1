package dev.atelier.view.project;

import dev.atelier.memory.MemoryEstimate;
import dev.atelier.memory.Setup;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.ObjectBinding;
import org.jspecify.annotations.Nullable;

/** What the next run will need, by part, with what recompute=auto will come to, and where it will compute; null while model or machine are unknown. Recomputed whenever one of them or a setting changes. */
public final class MemoryNeed {
    private final ObjectBinding<@Nullable RunDevice> device;
    private final ObjectBinding<@Nullable MemoryEstimate> estimate;

    MemoryNeed(ModelChoice model, InitAdapter adapter, MachineInfo machine, RowFacts rows) {
        device = Bindings.createObjectBinding(() -> {
            var has = machine.machineProperty().get();
            return has == null ? null : RunDevice.of(adapter.effectiveProperty().get(), has);
        }, machine.machineProperty(), adapter.effectiveProperty());
        estimate = Bindings.createObjectBinding(() -> {
            var facts = model.factsProperty().get();
            var on = device.get();
            return facts == null || on == null ? null
                    : Setup.of(facts.shape(), adapter.effectiveProperty().get(), on.computation()).within(on.availableBytes(), rows.longestProperty().get()).estimate();
        }, model.factsProperty(), adapter.effectiveProperty(), device, rows.longestProperty());
    }

    public ObjectBinding<@Nullable MemoryEstimate> estimateProperty() {
        return estimate;
    }

    /** Whose memory it is compared with. */
    public ObjectBinding<@Nullable RunDevice> deviceProperty() {
        return device;
    }
}
