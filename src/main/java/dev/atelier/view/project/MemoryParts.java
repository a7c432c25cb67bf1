package dev.atelier.view.project;

import dev.atelier.memory.MemoryEstimate;
import dev.atelier.ui.Messages;
import dev.atelier.view.chart.Memory;
import dev.atelier.view.chart.Memory.Part;
import dev.atelier.view.chart.Units;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An estimate as the charts show it: parts by name, largest concern first in the order they are explained. */
public final class MemoryParts {
    private final Units units;
    private final Messages.Texts texts;

    MemoryParts(Units units, Messages messages) {
        this.units = units;
        this.texts = messages.of(getClass());
    }

    /** Null while it is unknown. */
    public @Nullable Memory of(MemoryNeed need) {
        var estimate = need.estimateProperty().get();
        var device = need.deviceProperty().get();
        return estimate == null || device == null ? null : of(estimate, device);
    }

    public Memory of(MemoryEstimate estimate, RunDevice device) {
        var parts = estimate.parts();
        return new Memory(List.of(part("weights", parts.weights()), part("adapters", parts.adapters()), part("gradients", parts.gradients()), part("optimizer", parts.optimizer()),
                part("activations", parts.activations()), part("logits", parts.logits()), part("workspace", parts.workspace()), part("overhead", parts.overhead())), device.availableBytes(), device.totalBytes(),
                estimate.keepingBytes() > 0 ? texts.get("memory.recomputed", units.bytes(estimate.keepingBytes())) : "");
    }

    private Part part(String name, long bytes) {
        return new Part(texts.get("memory." + name), bytes, texts.get("memory." + name + ".help"));
    }
}
