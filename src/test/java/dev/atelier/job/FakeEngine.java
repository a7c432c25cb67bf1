package dev.atelier.job;

import dev.atelier.domain.Cancel;
import dev.atelier.domain.EventLog;
import dev.atelier.domain.RunEvent;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunSpec;
import dev.atelier.domain.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real child process that counts instead of training; the run's name says how it behaves. */
final class FakeEngine {
    private FakeEngine() {}

    public static void main(String[] args) throws IOException {
        System.exit(EngineHost.run(new RunFolder(Path.of(args[1])), args.length > 2, FakeEngine::count));
    }

    private static void count(RunFolder run, EventLog events, Cancel cancel) throws Exception {
        String spec = Files.readString(run.spec());
        String behaviour = spec.startsWith("{") ? RunSpec.read(run).name() : spec;
        events.append(new RunEvent.Started(0, 0, 0, 0, 0, "cpu", System.getenv("MALLOC_MMAP_MAX_"), false));
        switch (behaviour) {
            case "mistake" -> throw new UserError("wanted more");
            case "defect" -> throw new IllegalStateException("broken");
            default -> {}
        }
        for (int step = 1; !cancel.requested() || behaviour.equals("deaf"); step++) {
            events.append(new RunEvent.Step(step, 0, 0, 0, 0, 0, 0, 0));
            Thread.sleep(20);
            if (behaviour.equals("short") && step == 3) {
                events.append(new RunEvent.Finished(3, null, null, null, 0, 0, 0));
                return;
            }
        }
        events.append(new RunEvent.Stopped(1));
    }
}
