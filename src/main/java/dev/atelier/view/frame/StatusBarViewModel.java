package dev.atelier.view.frame;

import dev.atelier.domain.work.WorkRequest.Machine;
import dev.atelier.ui.Messages;
import dev.atelier.view.chart.Memory;
import dev.atelier.view.chart.Units;
import dev.atelier.view.project.LiveRun;
import dev.atelier.view.project.MachineInfo;
import dev.atelier.view.project.MemoryNeed;
import dev.atelier.view.project.MemoryParts;
import dev.atelier.view.project.Phases;
import dev.atelier.view.project.RunDevice;
import dev.atelier.view.project.Runs;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.ObjectBinding;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import org.jspecify.annotations.Nullable;

/** Device, memory needed against memory there, and the running job with its time left. */
public final class StatusBarViewModel {
    private final Messages.Texts texts;
    private final Units units;
    private final Runs runs;
    private final Phases phases;
    private final ReadOnlyStringWrapper device = new ReadOnlyStringWrapper(this, "device", "");
    private final ReadOnlyStringWrapper job = new ReadOnlyStringWrapper(this, "job", "");
    private final ReadOnlyDoubleWrapper progress = new ReadOnlyDoubleWrapper(this, "progress");
    private final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper(this, "running");
    private final ReadOnlyBooleanWrapper stopping = new ReadOnlyBooleanWrapper(this, "stopping");
    private final ObjectBinding<@Nullable Memory> memory;

    StatusBarViewModel(Messages messages, Units units, MachineInfo machine, MemoryNeed need, MemoryParts parts, Runs runs, Phases phases) {
        this.texts = messages.of(getClass());
        this.units = units;
        this.runs = runs;
        this.phases = phases;
        memory = Bindings.createObjectBinding(() -> missing(need.deviceProperty().get()) ? null : parts.of(need), need.estimateProperty(), need.deviceProperty());
        need.deviceProperty().subscribe(now -> {
            Machine has = machine.machineProperty().get();
            device.set(now == null || has == null ? texts.get("status.device.unknown") : texts.get(missing(now) ? "status.device.missing" : "status.device", now.name(), has.processor()));
        });
        runs.activeProperty().subscribe(this::follow);
    }

    private static boolean missing(@Nullable RunDevice device) {
        return device != null && device.missing();
    }

    private void follow(@Nullable LiveRun run) {
        running.set(run != null);
        progress.unbind();
        stopping.unbind();
        job.unbind();
        if (run != null) {
            progress.bind(run.progressProperty());
            stopping.bind(run.stoppingProperty());
            job.bind(Bindings.createStringBinding(() -> told(run), run.lastStepProperty(), run.phaseProperty(), run.stoppingProperty()));
        }
    }

    private String told(LiveRun run) {
        if (run.stoppingProperty().get()) {
            return texts.get("status.stopping");
        }
        int step = run.step();
        return step == 0 || run.steps() == 0 ? phases.of(run)
                : texts.get("status.step", step, run.steps(), units.left(run.left()));
    }

    void stop() {
        LiveRun run = runs.activeProperty().get();
        if (run != null) {
            runs.stop(run);
        }
    }

    public String getDevice() {
        return device.get();
    }

    public String getJob() {
        return job.get();
    }

    public double getProgress() {
        return progress.get();
    }

    public boolean isRunning() {
        return running.get();
    }

    public boolean isStopping() {
        return stopping.get();
    }

    public ReadOnlyStringProperty deviceProperty() {
        return device.getReadOnlyProperty();
    }

    public ObjectBinding<@Nullable Memory> memoryProperty() {
        return memory;
    }

    public ReadOnlyStringProperty jobProperty() {
        return job.getReadOnlyProperty();
    }

    public ReadOnlyDoubleProperty progressProperty() {
        return progress.getReadOnlyProperty();
    }

    public ReadOnlyBooleanProperty runningProperty() {
        return running.getReadOnlyProperty();
    }

    public ReadOnlyBooleanProperty stoppingProperty() {
        return stopping.getReadOnlyProperty();
    }
}
