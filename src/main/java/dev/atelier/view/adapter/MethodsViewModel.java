package dev.atelier.view.adapter;

import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.TrainingConfig.Method;
import dev.atelier.domain.TrainingConfig.Quantization;
import dev.atelier.domain.work.WorkRequest.Machine;
import dev.atelier.memory.MemoryEstimate;
import dev.atelier.memory.Setup;
import dev.atelier.ui.Messages;
import dev.atelier.view.adapter.MethodRow.Way;
import dev.atelier.view.chart.Units;
import dev.atelier.view.project.Config;
import dev.atelier.view.project.InitAdapter;
import dev.atelier.view.project.MachineInfo;
import dev.atelier.view.project.MemoryParts;
import dev.atelier.view.project.ModelChoice;
import dev.atelier.view.project.ModelFacts;
import dev.atelier.view.project.RowFacts;
import dev.atelier.view.project.RunDevice;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.ObjectBinding;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;

/** Full fine-tuning, LoRA and QLoRA of the chosen model side by side: what the seminar counts, what we count, and whether it fits. */
public final class MethodsViewModel {
    private final Config config;
    private final InitAdapter start;
    private final ModelChoice model;
    private final MachineInfo machine;
    private final RowFacts data;
    private final MemoryParts parts;
    private final Units units;
    private final Messages.Texts texts;
    private final BooleanProperty shown = new SimpleBooleanProperty(this, "shown");
    private final ObjectBinding<List<MethodRow>> rows;
    private final StringBinding note;

    MethodsViewModel(Config config, InitAdapter start, ModelChoice model, MachineInfo machine, RowFacts data, MemoryParts parts, Units units, Messages messages) {
        this.config = config;
        this.start = start;
        this.model = model;
        this.machine = machine;
        this.data = data;
        this.parts = parts;
        this.units = units;
        this.texts = messages.of(getClass());
        rows = Bindings.createObjectBinding(this::counted, shown, model.factsProperty(), start.effectiveProperty(), machine.machineProperty(), data.longestProperty());
        note = Bindings.createStringBinding(() -> texts.get("adapter.methods.note", start.effectiveProperty().get().microBatch(), start.effectiveProperty().get().maxLength()), start.effectiveProperty());
    }

    private List<MethodRow> counted() {
        ModelFacts facts = model.factsProperty().get();
        Machine here = machine.machineProperty().get();
        return !shown.get() || facts == null || here == null ? List.of() : Arrays.stream(Way.values()).map(way -> row(way, facts, here)).toList();
    }

    private MethodRow row(Way way, ModelFacts facts, Machine here) {
        TrainingConfig now = start.effectiveProperty().get();
        TrainingConfig like = Settings.with(now, settings(way, now));
        RunDevice device = RunDevice.there(like, here);
        MemoryEstimate ours = Setup.of(facts.shape(), like, device.computation()).within(device.availableBytes(), data.longestProperty().get()).estimate();
        String taught = each(way.bits());
        String whole = bytes(way.bits(), ours.parameters());
        if (way == Way.QLORA) {
            taught = texts.get("adapter.methods.printed", each(Way.PRINTED), taught);
            whole = texts.get("adapter.methods.both", bytes(Way.PRINTED, ours.parameters()), whole);
        }
        return new MethodRow(way, taught, whole, each(8.0 * ours.totalBytes() / ours.parameters()), units.bytes(ours.totalBytes()), parts.of(ours, device).fit(), way == way(now));
    }

    private static Way way(TrainingConfig config) {
        return config.method() == Method.FULL ? Way.FULL : config.quantization() == Quantization.NONE ? Way.LORA : Way.QLORA;
    }

    /** Of the ways to keep weights in few bits, QLoRA takes the one that is set, else its own. */
    private static Map<String, String> settings(Way way, TrainingConfig now) {
        return switch (way) {
            case FULL -> Map.of("method", "full", "quantization", "none", "rank_pattern", "", "alpha_pattern", "");
            case LORA -> Map.of("method", "lora", "quantization", "none");
            case QLORA -> Map.of("method", "lora", "quantization", now.quantization() == Quantization.NONE ? "nf4" : now.quantization().toString());
        };
    }

    private String each(double bits) {
        return bits < 64 ? texts.get("adapter.methods.bits", units.number(bits, 1)) : texts.get("adapter.methods.bytes", units.number(bits / 8, bits / 8 == Math.rint(bits / 8) || bits > 800 ? 0 : 1));
    }

    private String bytes(double bits, long parameters) {
        return units.bytes(Math.round(bits / 8 * parameters));
    }

    /** Trains like this from now on. */
    void choose(Way way) {
        config.change(texts.get("adapter.undo.method"), settings(way, config.current()));
    }

    /** In the order of {@link Way}; empty while model or machine are unknown, or nobody looks. */
    ObjectBinding<List<MethodRow>> rowsProperty() {
        return rows;
    }

    /** Whether somebody looks. */
    BooleanProperty shownProperty() {
        return shown;
    }

    /** What the two ways of counting differ in. */
    public StringBinding noteProperty() {
        return note;
    }

    public String getNote() {
        return note.get();
    }
}
