package dev.atelier.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.atelier.domain.EventTail;
import dev.atelier.domain.RunEvent;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunHistory;
import dev.atelier.domain.RunSpec;
import dev.atelier.domain.Settings;
import dev.atelier.store.ProjectFile;
import dev.atelier.store.StoredRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real engine processes, watched, stopped, killed, and found again by another window. */
@Timeout(60)
class RunWatchTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private final List<EngineProcess> engines = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void end() {
        engines.forEach(EngineProcess::kill);
    }

    @Test
    void hearsEverythingOnceUpToTheEnd() throws Exception {
        RunFolder run = prepare("short");
        assertThat(RunFolders.state(run)).isEqualTo(new RunState.Prepared());
        EngineProcess engine = start(run);
        var heard = new Heard();
        try (var _ = RunWatch.started(run, 0, engine.pid(), heard)) {
            assertThat(heard.next()).as("before it has taken its lock").isEqualTo(new RunState.Running(engine.pid()));
            assertThat(heard.next()).isEqualTo(new RunState.Finished());
        }
        assertThat(heard.events).isEqualTo(new EventTail(run.events()).poll());
        assertThat(heard.offset).isEqualTo(Files.size(run.events()));
    }

    @Test
    void aKilledEngineIsReportedWithinASecondAndTheRunGoesOn() throws Exception {
        RunFolder run = prepare("count");
        EngineProcess engine = start(run);
        var heard = new Heard();
        try (var _ = RunWatch.started(run, 0, engine.pid(), heard)) {
            heard.next();
            heard.awaitStep(5);
            long begin = System.nanoTime();
            engine.kill();
            RunState state = heard.next();
            assertThat((System.nanoTime() - begin) / 1e9).isLessThan(1);
            assertThat(state).isEqualTo(new RunState.Interrupted(heard.lastStep()));
            assertThat(state).isEqualTo(RunFolders.state(run));
        }
        prepare("short");
        EngineProcess second = start(run);
        try (var _ = RunWatch.started(run, heard.offset, second.pid(), heard)) {
            assertThat(heard.next()).isEqualTo(new RunState.Running(second.pid()));
            assertThat(heard.next()).isEqualTo(new RunState.Finished());
        }
        assertThat(heard.events).isEqualTo(new EventTail(run.events()).poll());
    }

    @Test
    void anEngineThatDiesBeforeItSaysAnythingIsNotTakenForItsPredecessor() throws Exception {
        RunFolder run = prepare("count");
        EngineProcess first = start(run);
        var heard = new Heard();
        try (var _ = RunWatch.started(run, 0, first.pid(), heard)) {
            heard.next();
            heard.awaitStep(2);
            RunningEngine.of(run).orElseThrow().stop();
            assertThat(heard.next()).isInstanceOf(RunState.Stopped.class);
        }
        EngineProcess second = start(run);
        second.kill();
        try (var _ = RunWatch.started(run, heard.offset, second.pid(), heard)) {
            RunState state = heard.next();
            assertThat(state instanceof RunState.Running ? heard.next() : state).isInstanceOf(RunState.Interrupted.class);
        }
    }

    @Test
    void aDetachedEngineIsFoundAndStoppedByAWindowThatIsNotItsParent() throws Exception {
        RunFolder run = prepare("count");
        assertThat(RunningEngine.of(run)).isEmpty();
        long pid = EngineParent.start(run);
        var heard = new Heard();
        awaitSteps(run);
        try (var _ = RunWatch.found(run, 0, heard)) {
            assertThat(heard.next()).isEqualTo(new RunState.Running(pid));
            assertThat(ProcessHandle.of(pid).flatMap(ProcessHandle::parent).map(ProcessHandle::pid)).isNotEqualTo(ProcessHandle.current().pid());
            RunningEngine engine = RunningEngine.of(run).orElseThrow();
            assertThat(engine.pid()).isEqualTo(pid);
            engine.stop();
            assertThat(heard.next()).isEqualTo(new RunState.Stopped(1));
        }
        assertThat(RunningEngine.of(run)).as("it is gone").isEmpty();
    }

    @Test
    void aNumberThatHasGoneToAnotherProcessIsNotStopped() throws Exception {
        RunFolder run = prepare("count");
        start(run);
        awaitSteps(run);
        assertThat(RunningEngine.of(run)).isPresent();
        Files.setLastModifiedTime(run.pid(), FileTime.fromMillis(0));
        assertThat(RunningEngine.of(run)).as("its process started after the number was written").isEmpty();
    }

    @Test
    void mistakesAndDefectsAreTold() throws Exception {
        for (var ending : Map.of("mistake", new RunState.Failed("wanted more", true), "defect", new RunState.Failed("java.lang.IllegalStateException: broken", false)).entrySet()) {
            RunFolder run = new RunFolder(folder.resolve(ending.getKey()));
            Files.createDirectories(run.root());
            Files.writeString(run.spec(), ending.getKey());
            var heard = new Heard();
            EngineProcess engine = start(run);
            try (var _ = RunWatch.started(run, 0, engine.pid(), heard)) {
                heard.next();
                assertThat(heard.next()).isEqualTo(ending.getValue());
            }
        }
        assertThat(RunFolders.scan(folder)).extracting(found -> found.run().root().getFileName().toString()).containsExactly("defect", "mistake");
        assertThat(RunFolders.scan(folder.resolve("none"))).isEmpty();
    }

    /** The window is gone while the engine goes on; the next one finds all of it. */
    @Test
    void aProjectTakesInWhatItsRunsToldWhileItWasClosed() throws Exception {
        RunFolder run = new RunFolder(folder.resolve("runs/one"));
        long id;
        try (var project = ProjectFile.open(folder)) {
            Files.createDirectories(run.root());
            new RunSpec("count", Path.of("/model"), Map.of(), Settings.defaults(), Map.of(), List.of(), false, "2026-01-02T03:04:05Z", Map.of()).write(run);
            var mirror = new RunMirror(project);
            id = mirror.add(run);
            EngineProcess engine = start(run);
            var heard = new Heard();
            try (var _ = mirror.watch(id, run, OptionalLong.of(engine.pid()), heard)) {
                heard.next();
                heard.awaitStep(5);
            }
        }
        Thread.sleep(200);
        try (var project = ProjectFile.open(folder)) {
            var mirror = new RunMirror(project);
            var found = mirror.catchUp();
            assertThat(found).extracting(RunMirror.Mirrored::id, RunMirror.Mirrored::run).containsExactly(tuple(id, run));
            assertThat(found.getFirst().state()).isInstanceOf(RunState.Running.class);
            var heard = new Heard();
            try (var _ = mirror.watch(id, run, OptionalLong.empty(), heard)) {
                heard.next();
                RunningEngine.of(run).orElseThrow().kill();
                assertThat(heard.next()).isInstanceOf(RunState.Interrupted.class);
            }
            project.flush();
            assertThat(project.runs().run(id).orElseThrow().state()).isEqualTo(StoredRun.State.INTERRUPTED);
            assertThat(project.runs().history(id).steps()).containsExactlyElementsOf(history(run).steps());
        }
        try (var project = ProjectFile.open(folder)) {
            assertThat(new RunMirror(project).catchUp()).extracting(RunMirror.Mirrored::state).containsExactly(RunFolders.state(run));
            assertThat(project.runs().history(id).steps()).containsExactlyElementsOf(history(run).steps());
        }
    }

    private RunFolder prepare(String behaviour) throws IOException {
        var run = new RunFolder(folder);
        Files.writeString(run.spec(), behaviour);
        return run;
    }

    private EngineProcess start(RunFolder run) throws IOException {
        var engine = EngineProcess.detached(run, FakeEngine.class.getName());
        engines.add(engine);
        return engine;
    }

    private static RunHistory history(RunFolder run) throws IOException {
        var history = new RunHistory();
        new EventTail(run.events()).poll().forEach(history::apply);
        return history;
    }

    private static void awaitSteps(RunFolder run) throws Exception {
        while (history(run).steps().isEmpty()) {
            Thread.sleep(20);
        }
    }

    /** A process that starts an engine and ends: the engine has no parent that knows it. */
    static final class EngineParent {
        private EngineParent() {}

        /** The engine's process id. */
        static long start(RunFolder run) throws IOException, InterruptedException {
            var process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", System.getProperty("java.class.path"), EngineParent.class.getName(),
                    run.root().toString()).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            return Long.parseLong(output.strip());
        }

        public static void main(String[] args) throws IOException {
            System.out.println(EngineProcess.detached(new RunFolder(Path.of(args[0])), FakeEngine.class.getName()).pid());
        }
    }

    /** What a watch told. */
    private static final class Heard implements RunWatch.Listener {
        final List<RunEvent> events = new CopyOnWriteArrayList<>();
        final BlockingQueue<RunState> states = new LinkedBlockingQueue<>();
        volatile long offset;

        @Override
        public void events(List<RunEvent> batch, long behind) {
            events.addAll(batch);
            offset = behind;
        }

        @Override
        public void state(RunState state) {
            states.add(state);
        }

        @Override
        public void failed(Exception cause) {
            throw new AssertionError(cause);
        }

        RunState next() throws InterruptedException {
            RunState state = states.poll(LONG.toSeconds(), TimeUnit.SECONDS);
            assertThat(state).as("a state after " + events).isNotNull();
            return state;
        }

        void awaitStep(int step) throws InterruptedException {
            while (lastStep() < step) {
                Thread.sleep(20);
            }
        }

        int lastStep() {
            return events.stream().filter(RunEvent.Step.class::isInstance).mapToInt(event -> ((RunEvent.Step) event).step()).max().orElse(0);
        }
    }
}
