package dev.atelier.view.frame;

import dev.atelier.domain.UserError;
import dev.atelier.store.Preferences.Bounds;
import dev.atelier.store.Preferences.Language;
import dev.atelier.store.ProjectFile;
import dev.atelier.ui.Dialogs;
import dev.atelier.ui.Faults;
import dev.atelier.ui.FxDialogs;
import dev.atelier.ui.Messages;
import dev.atelier.ui.Scope;
import dev.atelier.ui.Tasks;
import dev.atelier.view.Notices;
import dev.atelier.view.chart.Units;
import dev.atelier.view.project.LiveRun;
import dev.atelier.view.project.Prefs;
import dev.atelier.view.project.Project;
import dev.atelier.view.project.Projects;
import dev.atelier.view.project.Runs;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javafx.beans.binding.Bindings;
import javafx.scene.Scene;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import javafx.stage.WindowEvent;
import org.jspecify.annotations.Nullable;

/** The window and the project in it: opens, changes, closes. {@code app} is the program's scope; each project gets one of its own. */
public final class Shell {
    private static final double WIDTH = 1280;
    private static final double HEIGHT = 800;
    private final Stage stage;
    private final Scope app;
    private final Faults faults;
    private final Tasks tasks;
    private final Prefs preferences;
    private @Nullable Scope open;
    private @Nullable FrameView frame;

    public Shell(Stage stage, Scope app) {
        this.stage = stage;
        this.app = app;
        this.faults = app.get(Faults.class);
        this.tasks = app.get(Tasks.class);
        this.preferences = app.get(Prefs.class);
        app.set(Shell.class, this).set(Dialogs.class, new FxDialogs(stage, texts().get("dialog.cancel")));
        app.get(Projects.class).openWith(this::open);
        faults.showWith((fault, report) -> tasks.later(() -> FaultDialog.show(stage, texts(), fault, report)));
        stage.setOnCloseRequest(this::closing);
        stage.setMinWidth(1000);
        stage.setMinHeight(640);
    }

    private Messages.Texts texts() {
        return app.get(Messages.class).of(getClass());
    }

    /** Opens the project in {@code folder} in place of the one that is open; that one stays if the new one cannot be opened. */
    public void open(Path folder) {
        Path wanted = folder.toAbsolutePath().normalize();
        if (open != null && open.get(ProjectFile.class).folder().equals(wanted)) {
            return;
        }
        tasks.run(() -> ProjectFile.open(wanted), this::show, failure -> {
            if (failure instanceof UserError mistake && open != null) {
                open.get(Notices.class).error(mistake.getMessage());
            } else if (failure instanceof UserError mistake) {
                instead(mistake.getMessage());
            } else {
                faults.report(failure);
            }
        });
    }

    /** The project asked for at the start cannot be opened: says so over a new one. */
    private void instead(String problem) {
        Path fresh = app.get(Projects.class).fresh(texts().get("project.untitled"));
        tasks.run(() -> ProjectFile.open(fresh), file -> {
            show(file);
            scope().get(Notices.class).error(problem);
        });
    }

    /** Shows an opened project. */
    public void show(ProjectFile file) {
        Scope project = app.child();
        project.set(ProjectFile.class, file).set(Tasks.class, new Tasks(faults));
        Scope was = open;
        open = project;
        preferences.change(now -> now.opened(file.folder()));
        layOut(project);
        if (was != null) {
            tasks.run(() -> {
                was.close();
                return file;
            }, done -> {});
        }
    }

    private void layOut(Scope project) {
        FrameView view = project.get(FrameView.class);
        frame = view;
        var root = new StackPane(view.root());
        if (stage.getScene() == null) {
            Bounds bounds = preferences.get().window();
            var scene = new Scene(root, bounds == null ? WIDTH : bounds.width(), bounds == null ? HEIGHT : bounds.height());
            scene.getStylesheets().add(String.valueOf(Shell.class.getResource("/dev/atelier/view/app.css")));
            stage.setScene(scene);
        } else {
            stage.getScene().setRoot(root);
        }
        stage.titleProperty().bind(Bindings.concat(project.get(Project.class).nameProperty(), " – Atelier"));
    }

    /** Whether a project is open; while another language is put on, none is. */
    public boolean isOpen() {
        return open != null;
    }

    /** The scope of the open project. */
    public Scope scope() {
        if (open == null) {
            throw new IllegalStateException("no project is open");
        }
        return open;
    }

    /** The frame in sight. */
    public FrameView frame() {
        if (frame == null) {
            throw new IllegalStateException("no project is open");
        }
        return frame;
    }

    /** Says something that went wrong behind the scenes. */
    public void tell(String problem) {
        if (open != null) {
            open.get(Notices.class).warn(problem);
        }
    }

    /** Everything saves itself; this waits for it and says so. */
    void save() {
        Scope project = scope();
        tasks.run(() -> {
            project.get(ProjectFile.class).flush();
            return project;
        }, saved -> saved.get(Notices.class).info(texts().get("saved", saved.get(ProjectFile.class).folder())));
    }

    /** Speaks another language from now on. */
    public void language(Language language) {
        preferences.change(now -> now.with(language));
        app.set(Messages.class, new Messages(locale(language))).set(Units.class, Units.of(locale(language)));
        Path folder = scope().get(ProjectFile.class).folder();
        Scope was = scope();
        open = null;
        tasks.run(() -> {
            was.close();
            return ProjectFile.open(folder);
        }, this::show);
    }

    /** The language for a preference; English where the system's is not spoken. */
    public static Locale locale(Language language) {
        return switch (language) {
            case SYSTEM -> Locale.getDefault().getLanguage().equals("fr") ? Locale.FRENCH : Locale.ENGLISH;
            case EN -> Locale.ENGLISH;
            case FR -> Locale.FRENCH;
        };
    }

    private void closing(WindowEvent event) {
        if (open == null) {
            return;
        }
        var bounds = new Bounds(stage.getX(), stage.getY(), stage.getScene().getWidth(), stage.getScene().getHeight(), stage.isMaximized());
        preferences.change(now -> now.with(bounds));
        LiveRun active = open.get(Runs.class).activeProperty().get();
        if (active != null) {
            Messages.Texts texts = texts();
            Optional<Integer> choice = app.get(Dialogs.class).choose(texts.get("close.title"), texts.get("close.question", active.name()),
                    List.of(texts.get("close.leave"), texts.get("close.stop")));
            if (choice.isEmpty()) {
                event.consume();
            } else if (choice.get() == 1) {
                open.get(Runs.class).stop(active);
            }
        }
    }

    /** Closes the project; what was not yet saved is. */
    public void close() {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
