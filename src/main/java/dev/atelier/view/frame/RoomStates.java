package dev.atelier.view.frame;

import dev.atelier.memory.MemoryEstimate;
import dev.atelier.ui.Messages;
import dev.atelier.view.RoomState;
import dev.atelier.view.RoomState.Kind;
import dev.atelier.view.chart.Units;
import dev.atelier.view.project.LiveRun;
import dev.atelier.view.project.MemoryNeed;
import dev.atelier.view.project.ModelChoice;
import dev.atelier.view.project.RowFacts;
import dev.atelier.view.project.Runs;
import java.util.Map;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;

/** What the rail says of each room, from the state of the project. */
final class RoomStates {
    private final Messages.Texts texts;
    private final Units units;
    private final ModelChoice model;
    private final RowFacts rows;
    private final MemoryNeed memory;
    private final Runs runs;
    private final Map<String, ObservableValue<RoomState>> states;

    RoomStates(Messages messages, Units units, ModelChoice model, RowFacts rows, MemoryNeed memory, Runs runs) {
        this.texts = messages.of(getClass());
        this.units = units;
        this.model = model;
        this.rows = rows;
        this.memory = memory;
        this.runs = runs;
        var result = Bindings.createObjectBinding(this::result, runs.shownProperty(), runs.activeProperty());
        states = Map.of("data", Bindings.createObjectBinding(this::data, rows.rowsProperty(), rows.badProperty()),
                "model", Bindings.createObjectBinding(this::model, model.factsProperty(), model.problemProperty()),
                "adapter", Bindings.createObjectBinding(this::adapter, memory.estimateProperty(), memory.deviceProperty()),
                "train", Bindings.createObjectBinding(this::train, runs.shownProperty(), runs.activeProperty()), "chat", result, "export", result);
    }

    ObservableValue<RoomState> of(String room) {
        return states.getOrDefault(room, Bindings.createObjectBinding(() -> new RoomState(Kind.EMPTY, "")));
    }

    private RoomState data() {
        int bad = rows.badProperty().get();
        long count = rows.rowsProperty().get();
        return bad > 0 ? new RoomState(Kind.ATTENTION, texts.count("state.data.bad", bad))
                : count > 0 ? new RoomState(Kind.READY, texts.count("state.data.rows", count)) : new RoomState(Kind.EMPTY, texts.get("state.data.empty"));
    }

    private RoomState model() {
        var facts = model.factsProperty().get();
        return !model.problemProperty().get().isEmpty() ? new RoomState(Kind.ATTENTION, model.problemProperty().get())
                : facts != null ? new RoomState(Kind.READY, facts.name()) : new RoomState(Kind.EMPTY, texts.get("state.model.empty"));
    }

    private RoomState adapter() {
        MemoryEstimate need = memory.estimateProperty().get();
        var has = memory.deviceProperty().get();
        if (need == null || has == null) {
            return new RoomState(Kind.EMPTY, "");
        }
        if (has.missing()) {
            return new RoomState(Kind.ATTENTION, texts.get("state.adapter.missing", has.name()));
        }
        boolean fits = need.totalBytes() <= has.availableBytes();
        return new RoomState(fits ? Kind.READY : Kind.ATTENTION, texts.get(fits ? "state.adapter.fits" : "state.adapter.over", units.bytes(need.totalBytes()), units.bytes(has.availableBytes())));
    }

    private RoomState train() {
        LiveRun run = runs.shownProperty().get();
        if (runs.activeProperty().get() != null) {
            return new RoomState(Kind.RUNNING, texts.get("state.train.running"));
        }
        if (run == null) {
            return new RoomState(Kind.EMPTY, texts.get("state.train.empty"));
        }
        return run.finished() ? new RoomState(Kind.READY, texts.get("state.train.finished", run.name())) : new RoomState(Kind.ATTENTION, texts.get("state.train.broken", run.name()));
    }

    private RoomState result() {
        LiveRun run = runs.shownProperty().get();
        return run != null && run != runs.activeProperty().get() && run.finished() ? new RoomState(Kind.READY, texts.get("state.result.ready", run.name())) : new RoomState(Kind.EMPTY, texts.get("state.result.empty"));
    }
}
