package dev.atelier.view.model;

import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.domain.work.WorkRequest.Machine;
import dev.atelier.memory.MemoryEstimate;
import dev.atelier.memory.Setup;
import dev.atelier.ui.Messages;
import dev.atelier.view.chart.Memory;
import dev.atelier.view.chart.Units;
import dev.atelier.view.project.RunDevice;
import java.util.Arrays;
import java.util.List;

/** What a machine has the memory for. */
final class Lamps {
    private static final int CHAT_TOKENS = 1024;
    private final Units units;
    private final Messages.Texts texts;

    Lamps(Units units, Messages messages) {
        this.units = units;
        this.texts = messages.of(getClass());
    }

    /** One for each use that a model of this shape has. */
    List<Lamp> of(ModelConfig shape, boolean chatTemplate, TrainingConfig config, Machine has) {
        return Arrays.stream(Lamp.Use.values()).filter(use -> use != Lamp.Use.CHAT || !shape.classifies()).map(use -> of(use, shape, chatTemplate, config, has)).toList();
    }

    private Lamp of(Lamp.Use use, ModelConfig shape, boolean chatTemplate, TrainingConfig config, Machine has) {
        var device = RunDevice.there(config, has);
        long needed = use == Lamp.Use.CHAT ? MemoryEstimate.ofChat(shape, CHAT_TOKENS, device.computation().stored())
                : Setup.of(shape, Settings.with(config, use.settings()), device.computation()).within(device.availableBytes(), 0).estimate().totalBytes();
        var fit = new Memory(List.of(new Memory.Part(texts.get(use.key()), needed, "")), device.availableBytes(), device.totalBytes()).fit();
        String reason = texts.get("lamp.need", units.bytes(needed), units.bytes(device.availableBytes()));
        return new Lamp(use, fit, texts.get(switch (fit) {
            case FITS -> "lamp.fits";
            case TIGHT -> "lamp.tight";
            case OVER -> "lamp.over";
        }), use == Lamp.Use.CHAT && !chatTemplate ? reason + ". " + texts.get("lamp.template") : reason);
    }
}
