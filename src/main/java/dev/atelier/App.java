package dev.atelier;

import dev.atelier.cli.Window.Played;
import dev.atelier.domain.UserError;
import dev.atelier.job.Worker;
import dev.atelier.store.Preferences;
import dev.atelier.store.PreferencesFile;
import dev.atelier.store.ProjectFile;
import dev.atelier.ui.Faults;
import dev.atelier.ui.FirstFrame;
import dev.atelier.ui.Messages;
import dev.atelier.ui.Scope;
import dev.atelier.ui.Tasks;
import dev.atelier.ui.Theme;
import dev.atelier.view.chart.Units;
import dev.atelier.view.demo.Tour;
import dev.atelier.view.frame.Shell;
import dev.atelier.view.project.Places;
import dev.atelier.view.project.Prefs;
import dev.atelier.view.project.Projects;
import dev.atelier.view.project.Starter;
import java.io.File;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.logging.Logger;
import javafx.application.Platform;
import javafx.scene.image.Image;
import javafx.stage.Stage;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;

/** The window's composition root: what is the same for every project is made here. */
public final class App implements AutoCloseable {
    /** A property: the window prints a line when it can be used and closes this many milliseconds later. */
    static final String CLOSE_AFTER = "atelier.closeAfter";

    private static final List<Integer> ICON_SIZES = List.of(16, 32, 64, 256);

    /** JavaFX warns of being on the class path, where it is on purpose; what else it has to say is heard. */
    private static final Logger JAVAFX = Logger.getLogger("javafx");

    private final Scope scope = new Scope();
    private final Stage stage;
    private final Shell shell;

    /** On the window's thread. {@code file}: the project to show first. */
    App(Places places, Stage stage, ProjectFile file) {
        this(places, stage);
        shell.show(file);
    }

    /** Without a project yet. */
    private App(Places places, Stage stage) {
        this.stage = stage;
        var faults = new Faults();
        var tasks = new Tasks(faults);
        var preferences = new Prefs(places.config(), tasks);
        Thread.setDefaultUncaughtExceptionHandler(faults);
        Thread.currentThread().setUncaughtExceptionHandler(faults);
        var theme = new Theme(Theme.Choice.valueOf(preferences.get().theme().name()));
        theme.choiceProperty().addListener((property, was, now) -> preferences.change(kept -> kept.with(Preferences.Theme.valueOf(now.name()))));
        scope.set(Places.class, places).set(Prefs.class, preferences).set(Faults.class, faults).set(Tasks.class, tasks).set(Theme.class, theme)
                .set(Messages.class, new Messages(Shell.locale(preferences.get().language()))).set(Units.class, Units.of(Shell.locale(preferences.get().language()))).set(Starter.class, new Starter(samples()))
                .set(Worker.class, new Worker(places.config().resolve("worker.log"), death -> tasks.later(() -> shell().tell(death))));
        scope.get(Projects.class);
        ICON_SIZES.forEach(size -> stage.getIcons().add(new Image(String.valueOf(App.class.getResource("icon-" + size + ".png")))));
        shell = new Shell(stage, scope);
    }

    Shell shell() {
        return shell;
    }

    Scope scope() {
        return scope;
    }

    @Override
    public void close() {
        shell.close();
        scope.close();
    }

    /** Opens the window and returns when it has been closed: the exit code. {@code project}: a project's file or folder; null: the last one. */
    static int open(@Nullable Path project, PrintWriter err) {
        if (!Display.there()) {
            err.println("atelier: wanted a display for the window, found none: these work without one: atelier demo, train, eval, chat, export, estimate, data, inspect (atelier --help)");
            return 2;
        }
        quietly();
        var places = Places.ofUser();
        CompletableFuture.runAsync(ProjectFile::prepare);
        var file = CompletableFuture.supplyAsync(() -> first(places, project));
        try {
            show(places, file, App::closeLater);
            return 0;
        } catch (UnsupportedOperationException e) { // what JavaFX throws where it finds no screen, as with a DISPLAY that nobody serves
            err.println("atelier: wanted a display for the window, found one that cannot be opened: " + e.getMessage());
            return 2;
        } catch (InterruptedException e) {
            return 1;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() instanceof CompletionException wrapped ? wrapped.getCause() : e.getCause();
            err.println("atelier: " + (cause instanceof UserError ? cause.getMessage() : String.valueOf(cause)));
            return cause instanceof UserError ? 2 : 1;
        }
    }

    /** Opens the window on {@code file}, hands it to {@code shown} on its thread, and returns when it has been closed; fails if it could not be opened. */
    private static void show(Places places, CompletableFuture<ProjectFile> file, Consumer<App> shown) throws InterruptedException, ExecutionException {
        var closed = new CompletableFuture<App>();
        Platform.startup(() -> {
            try {
                var stage = new Stage();
                var app = new App(places, stage);
                app.shell.show(file.join());
                stage.setOnHidden(event -> {
                    try {
                        app.shell.close();
                    } finally {
                        closed.complete(app);
                    }
                });
                stage.show();
                shown.accept(app);
            } catch (Throwable e) { // told to whoever waits
                closed.completeExceptionally(e);
            }
        });
        closed.get().scope.close(); // not on the window's thread, as the worker may take its time to end
    }

    private void closeLater() {
        Integer millis = Integer.getInteger(CLOSE_AFTER);
        if (millis != null) {
            FirstFrame.then(() -> {
                System.out.println("usable");
                scope.get(Tasks.class).settled(Duration.millis(Math.max(1, millis)), stage::close).run();
            });
        }
    }

    /** Plays the tour on a sample: in the window, which stays open afterwards, or without a display on the headless screen. {@code folder}: for what it makes; null: a new one. */
    static Played demo(@Nullable Path folder, Consumer<String> say) throws Exception {
        boolean watched = Display.there() && !Display.headless();
        if (!watched) {
            Display.useHeadless();
        }
        quietly();
        var user = Places.ofUser();
        Path root = folder != null ? folder.toAbsolutePath().normalize() : new Projects(user, new Tasks(new Faults())).fresh("demo");
        if (Files.exists(root.resolve("project"))) {
            throw UserError.of("--out: wanted a new folder", root + ", which holds a demo", "name another one");
        }
        var places = watched ? user : new Places(root.resolve("config"), root);
        var file = CompletableFuture.completedFuture(ProjectFile.open(root.resolve("project")));
        var played = new CompletableFuture<Tour.Left>();
        try {
            show(places, file, app -> new Tour(app.shell, watched, root.resolve("screenshots"), say).play().whenComplete((left, failure) -> {
                if (failure == null) {
                    played.complete(left);
                } else {
                    played.completeExceptionally(failure);
                }
                if (!watched) {
                    Platform.runLater(app.stage::hide);
                } else if (failure != null) {
                    Platform.runLater(() -> app.scope.get(Faults.class).report(failure));
                }
            }));
            Tour.Left left = played.get();
            return new Played(root, left.run(), left.gguf(), left.screenshots());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** The charts' fonts are AWT's, which needs no screen of its own. */
    private static void quietly() {
        System.setProperty("java.awt.headless", "true");
        JAVAFX.setFilter(said -> !String.valueOf(said.getMessage()).startsWith("Unsupported JavaFX configuration"));
    }

    private static ProjectFile first(Places places, @Nullable Path project) {
        if (project != null) {
            return ProjectFile.open(project);
        }
        Preferences preferences = new PreferencesFile(places.config()).get();
        Path last = preferences.lastProject();
        String untitled = new Messages(Shell.locale(preferences.language())).of(Shell.class).get("project.untitled");
        return ProjectFile.open(last != null && Projects.isOne(last) ? last : new Projects(places, new Tasks(new Faults())).fresh(untitled));
    }

    /** sample-projects: beside the program's files, wherever it was started from. */
    static Path samples() {
        String named = System.getProperty("atelier.samples");
        if (named != null) {
            return Path.of(named);
        }
        String first = System.getProperty("java.class.path").split(File.pathSeparator, 2)[0]; // a class from Java's cache does not always know where it came from
        for (Path folder = Path.of(first).toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("sample-projects"))) {
                return folder.resolve("sample-projects");
            }
        }
        return Path.of("sample-projects");
    }
}
