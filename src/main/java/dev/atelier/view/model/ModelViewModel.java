package dev.atelier.view.model;

import dev.atelier.domain.work.WorkRequest.Machine;
import dev.atelier.ui.Messages;
import dev.atelier.view.project.Config;
import dev.atelier.view.project.MachineInfo;
import dev.atelier.view.project.ModelChoice;
import dev.atelier.view.project.ModelFacts;
import dev.atelier.view.project.Prefs;
import dev.atelier.view.project.Starter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.ObjectBinding;
import org.jspecify.annotations.Nullable;

/** What the chosen model is, what this machine can do with it, and which others there are to choose. */
public final class ModelViewModel {
    private final ModelChoice choice;
    private final Config config;
    private final MachineInfo machine;
    private final Prefs preferences;
    private final Starter starter;
    private final ModelWords words;
    private final Lamps of;
    private final Messages.Texts texts;
    private final ObjectBinding<List<Lamp>> lamps;

    /** A model to choose; {@code starter}: the one that comes with the program. */
    record Known(Path path, String name, boolean starter) {}

    ModelViewModel(ModelChoice choice, Config config, MachineInfo machine, Prefs preferences, Starter starter, ModelWords words, Lamps of, Messages messages) {
        this.choice = choice;
        this.config = config;
        this.machine = machine;
        this.preferences = preferences;
        this.starter = starter;
        this.words = words;
        this.of = of;
        this.texts = messages.of(getClass());
        this.lamps = Bindings.createObjectBinding(this::light, choice.factsProperty(), config.currentProperty(), machine.machineProperty());
    }

    private List<Lamp> light() {
        ModelFacts facts = choice.factsProperty().get();
        Machine has = machine.machineProperty().get();
        return facts == null || has == null ? List.of() : of.of(facts.shape(), facts.hasChatTemplate(), config.current(), has);
    }

    List<Fact> facts(ModelFacts model) {
        return words.facts(model);
    }

    List<Part> parts(ModelFacts model) {
        return words.parts(model);
    }

    /** The starter first, then those used before, newest first. */
    List<Known> known() {
        return Stream.concat(Stream.of(starter.model()), preferences.get().recentModels().stream()).map(path -> path.toAbsolutePath().normalize()).distinct()
                .map(path -> new Known(path, isStarter(path) ? texts.get("starter") : String.valueOf(path.getFileName()), isStarter(path))).toList();
    }

    private boolean isStarter(Path path) {
        return path.equals(starter.model().toAbsolutePath().normalize());
    }

    void choose(Path model) {
        choice.choose(model);
    }

    ModelChoice choice() {
        return choice;
    }

    /** Empty while model or machine are unknown. */
    ObjectBinding<List<Lamp>> lampsProperty() {
        return lamps;
    }

    boolean isChosen(@Nullable Path path) {
        Path chosen = choice.pathProperty().get();
        return path != null && chosen != null && path.equals(chosen.toAbsolutePath().normalize());
    }
}
