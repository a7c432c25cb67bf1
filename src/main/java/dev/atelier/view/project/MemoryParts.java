package dev.atelier.view.project;

import dev.atelier.domain.work.WorkRequest.Machine;
import dev.atelier.memory.MemoryEstimate;
import dev.atelier.ui.Messages;
import dev.atelier.view.chart.Memory;
import dev.atelier.view.chart.Memory.Part;
import java.util.List;

/** An estimate as the charts show it: parts by name, largest concern first in the order they are explained. */
public final class MemoryParts {
    private final Messages.Texts texts;

    MemoryParts(Messages messages) {
        this.texts = messages.of(getClass());
    }

    public Memory of(MemoryEstimate estimate, Machine machine) {
        var parts = estimate.parts();
        return new Memory(List.of(part("weights", parts.weights()), part("adapters", parts.adapters()), part("gradients", parts.gradients()), part("optimizer", parts.optimizer()),
                part("activations", parts.activations()), part("logits", parts.logits()), part("workspace", parts.workspace()), part("overhead", parts.overhead())), machine.availableBytes(), machine.memoryBytes());
    }

    private Part part(String name, long bytes) {
        return new Part(texts.get("memory." + name), bytes, texts.get("memory." + name + ".help"));
    }
}
