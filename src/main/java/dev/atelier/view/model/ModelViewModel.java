package dev.atelier.view.model;

import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.domain.work.WorkRequest.Machine;
import dev.atelier.memory.MemoryEstimate;
import dev.atelier.ui.Messages;
import dev.atelier.view.chart.Memory;
import dev.atelier.view.chart.Units;
import dev.atelier.view.project.Config;
import dev.atelier.view.project.MachineInfo;
import dev.atelier.view.project.MemoryNeed;
import dev.atelier.view.project.ModelChoice;
import dev.atelier.view.project.ModelFacts;
import dev.atelier.view.project.Prefs;
import dev.atelier.view.project.Starter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.ObjectBinding;
import org.jspecify.annotations.Nullable;

/** What the chosen model is, what this machine can do with it, and which others there are to choose. */
public final class ModelViewModel {
    private static final int CHAT_TOKENS = 1024;
    private final ModelChoice choice;
    private final Config config;
    private final MachineInfo machine;
    private final Prefs preferences;
    private final Starter starter;
    private final Units units;
    private final Messages.Texts texts;
    private final ObjectBinding<List<Lamp>> lamps;

    /** One thing to know of a model; {@code help} explains it. */
    record Fact(String name, String value, String help) {}

    /** Values of one part of the model; {@code share} of 1. */
    record Part(String id, String name, double share, String text) {}

    /** A model to choose; {@code starter}: the one that comes with the program. */
    record Known(Path path, String name, boolean starter) {}

    ModelViewModel(ModelChoice choice, Config config, MachineInfo machine, Prefs preferences, Starter starter, Units units, Messages messages) {
        this.choice = choice;
        this.config = config;
        this.machine = machine;
        this.preferences = preferences;
        this.starter = starter;
        this.units = units;
        this.texts = messages.of(getClass());
        this.lamps = Bindings.createObjectBinding(this::light, choice.factsProperty(), config.currentProperty(), machine.machineProperty());
    }

    private List<Lamp> light() {
        ModelFacts facts = choice.factsProperty().get();
        Machine has = machine.machineProperty().get();
        if (facts == null || has == null) {
            return List.of();
        }
        TrainingConfig now = config.current();
        var precision = MemoryNeed.precision(now, has);
        ModelConfig shape = facts.shape();
        Lamp chat = lamp(Lamp.Use.CHAT, MemoryEstimate.ofChat(shape, CHAT_TOKENS, precision), has, facts.hasChatTemplate() ? "" : texts.get("lamp.template"));
        return List.of(chat, lamp(Lamp.Use.LORA, MemoryEstimate.of(shape, Settings.with(now, Map.of("method", "lora")), precision).totalBytes(), has, ""),
                lamp(Lamp.Use.FULL, MemoryEstimate.of(shape, Settings.with(now, Map.of("method", "full")), precision).totalBytes(), has, ""));
    }

    private Lamp lamp(Lamp.Use use, long needed, Machine has, String more) {
        var fit = new Memory(List.of(new Memory.Part(texts.get(use.key()), needed, "")), has.availableBytes(), has.memoryBytes()).fit();
        String reason = texts.get("lamp.need", units.bytes(needed), units.bytes(has.availableBytes()));
        return new Lamp(use, fit, texts.get(switch (fit) {
            case FITS -> "lamp.fits";
            case TIGHT -> "lamp.tight";
            case OVER -> "lamp.over";
        }), more.isEmpty() ? reason : reason + ". " + more);
    }

    /** What it is, in the order people ask. */
    List<Fact> facts(ModelFacts model) {
        ModelConfig shape = model.shape();
        var out = new ArrayList<Fact>();
        add(out, "architecture", model.architecture());
        add(out, "parameters", units.parameters(model.parameters()));
        add(out, "layers", units.count(shape.layers()));
        add(out, "hidden", units.count(shape.hidden()));
        add(out, "heads", shape.heads() == shape.kvHeads() ? units.count(shape.heads()) : texts.get("fact.heads.shared", shape.heads(), shape.kvHeads()));
        add(out, "context", model.context() == 0 ? texts.get("fact.unknown") : texts.get("fact.tokens", model.context()));
        add(out, "vocabulary", texts.get("fact.tokens", shape.vocabSize()));
        add(out, "size", units.bytes(model.bytes()));
        add(out, "type", String.join(", ", model.types().keySet()));
        add(out, "tokenizer", model.tokenizer().isEmpty() ? texts.get("fact.none") : model.tokenizer());
        add(out, "template", texts.get(model.hasChatTemplate() ? "fact.yes" : "fact.no"));
        add(out, "licence", model.licence().isEmpty() ? texts.get("fact.licence.none") : model.licence());
        return out;
    }

    private void add(List<Fact> to, String key, String value) {
        to.add(new Fact(texts.get("fact." + key), value, texts.get("fact." + key + ".help")));
    }

    /** Where its values are, from the input to the output. */
    List<Part> parts(ModelFacts model) {
        double all = Math.max(1, model.parts().values().stream().mapToLong(Long::longValue).sum());
        return model.parts().entrySet().stream().map(entry -> new Part(entry.getKey(), texts.get("part." + entry.getKey()), entry.getValue() / all,
                texts.get("part.text", units.parameters(entry.getValue()), units.percent(entry.getValue() / all)))).toList();
    }

    /** The starter first, then those used before, newest first. */
    List<Known> known() {
        return Stream.concat(Stream.of(starter.model()), preferences.get().recentModels().stream()).distinct()
                .map(path -> new Known(path, path.equals(starter.model()) ? texts.get("starter") : String.valueOf(path.getFileName()), path.equals(starter.model()))).toList();
    }

    void choose(Path folder) {
        choice.choose(folder);
    }

    ModelChoice choice() {
        return choice;
    }

    /** Empty while model or machine are unknown. */
    ObjectBinding<List<Lamp>> lampsProperty() {
        return lamps;
    }

    boolean isChosen(@Nullable Path path) {
        return path != null && path.equals(choice.pathProperty().get());
    }
}
