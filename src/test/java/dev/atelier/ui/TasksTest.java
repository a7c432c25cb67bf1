package dev.atelier.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.view.Fx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class TasksTest {
    @Test
    void workComesBackOnTheWindowsThreadAndOnceClosedNothingIsDoneAnyMore() throws Exception {
        Fx.run(() -> {});
        var tasks = new Tasks(new Faults());
        List<String> heard = new ArrayList<>();
        tasks.run(() -> "done", result -> heard.add(result + " " + Thread.currentThread().equals(Fx.call(Thread::currentThread)))).get();
        Fx.run(() -> {});
        assertThat(heard).containsExactly("done true");
        tasks.close();
        Future<?> late = tasks.run(() -> "late", heard::add);
        Fx.run(() -> {});
        assertThat(late.isCancelled()).isTrue();
        assertThat(heard).hasSize(1);
    }
}
