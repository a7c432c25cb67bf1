package dev.atelier.view;

import dev.atelier.domain.EventLog;
import dev.atelier.domain.Json;
import dev.atelier.domain.RunEvent;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.work.WorkRequest;
import dev.atelier.job.RandomAdapter;
import dev.atelier.job.Worker;
import dev.atelier.store.ProjectFile;
import dev.atelier.ui.Dialogs;
import dev.atelier.ui.Faults;
import dev.atelier.ui.Messages;
import dev.atelier.ui.Scope;
import dev.atelier.ui.Tasks;
import dev.atelier.view.chart.Units;
import dev.atelier.view.project.Places;
import dev.atelier.view.project.Prefs;
import dev.atelier.view.project.Starter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A project of the window, open on the starter model: a real file, a real worker, no window. */
public final class OpenProject implements AutoCloseable {
    private static final Path SAMPLES = Path.of("sample-projects").toAbsolutePath();
    private final Scope app = new Scope();
    private final Scope scope;
    private final Path root;

    /** The answers that questions get: saveFile gives {@code save}, choose the first action if {@code yes}. */
    public static final class Answers implements Dialogs {
        public boolean yes;
        public int asked;

        @Override
        public Optional<Path> openFile(String title, String kind, List<String> endings) {
            return Optional.empty();
        }

        @Override
        public Optional<Path> openFolder(String title) {
            return Optional.empty();
        }

        @Override
        public Optional<Path> saveFile(String title, Path folder, String name, String kind, List<String> endings) {
            return Optional.empty();
        }

        @Override
        public Optional<Integer> choose(String title, String question, List<String> actions) {
            asked++;
            return yes ? Optional.of(0) : Optional.empty();
        }

        @Override
        public Optional<String> ask(String title, String label, String proposal) {
            return Optional.empty();
        }
    }

    public OpenProject(Path root, Locale locale) {
        this.root = root;
        var faults = new Faults();
        var tasks = new Tasks(faults);
        faults.showWith((fault, report) -> tasks.later(() -> {
            throw new IllegalStateException(fault);
        }));
        var places = new Places(root.resolve("config"), root.resolve("projects"));
        app.set(Places.class, places).set(Faults.class, faults).set(Tasks.class, tasks).set(Prefs.class, new Prefs(places.config(), tasks)).set(Messages.class, new Messages(locale))
                .set(Units.class, Units.of(locale)).set(Starter.class, new Starter(SAMPLES)).set(Dialogs.class, new Answers())
                .set(Worker.class, new Worker(root.resolve("worker.log"), death -> {}));
        scope = app.child();
        scope.set(ProjectFile.class, ProjectFile.open(folder())).set(Tasks.class, new Tasks(faults));
    }

    /** In English; every question gets its first answer. */
    public OpenProject(Path root) {
        this(root, Locale.ENGLISH);
        answers().yes = true;
    }

    public Path folder() {
        return root.resolve("project");
    }

    /** Puts a finished run with a random adapter on the starter model into the project's folder; before anything asks for the runs. */
    public Path finishedRun(String name) throws Exception {
        Path run = folder().resolve("runs").resolve(name);
        var settings = Json.parse("{\"rank\": 2, \"max_steps\": 3}", "settings");
        Path model = SAMPLES.resolve("starter-model");
        worker().ask(new WorkRequest.PrepareRun(name, model, SAMPLES.resolve("company-faq/train.jsonl"), SAMPLES.resolve("company-faq/heldout.jsonl"), settings, false, run)).get();
        RandomAdapter.write(new RunFolder(run).adapter(), model, 0.15f);
        try (var log = EventLog.open(new RunFolder(run).events())) {
            log.append(new RunEvent.Finished(3, 2.0, 1.0, 1.0, 100, 1 << 20, 1));
        }
        return run;
    }

    public Worker worker() {
        return app.get(Worker.class);
    }

    public Answers answers() {
        return (Answers) app.get(Dialogs.class);
    }

    /** One of the project's objects, made on the window's thread. */
    public <T> T get(Class<T> type) {
        return Fx.call(() -> scope.get(type));
    }

    @Override
    public void close() {
        Fx.run(scope::close);
        app.close();
    }
}
