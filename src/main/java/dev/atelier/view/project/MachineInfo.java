package dev.atelier.view.project;

import dev.atelier.domain.work.WorkRequest;
import dev.atelier.domain.work.WorkRequest.Machine;
import dev.atelier.job.Worker;
import dev.atelier.ui.Tasks;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/** What the machine has; null until the worker has said so. */
public final class MachineInfo {
    private final Worker worker;
    private final Tasks tasks;
    private final ReadOnlyObjectWrapper<@Nullable Machine> machine = new ReadOnlyObjectWrapper<>(this, "machine");

    MachineInfo(Worker worker, Tasks tasks) {
        this.worker = worker;
        this.tasks = tasks;
        tasks.whenShown(this::refresh); // the worker takes its time to start
    }

    /** Asks again: what is available changes. */
    public void refresh() {
        tasks.when(worker.ask(new WorkRequest.DescribeMachine()), machine::set);
    }

    public ReadOnlyObjectProperty<@Nullable Machine> machineProperty() {
        return machine.getReadOnlyProperty();
    }
}
