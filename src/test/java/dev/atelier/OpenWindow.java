package dev.atelier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.store.Preferences.Language;
import dev.atelier.store.ProjectFile;
import dev.atelier.ui.Faults;
import dev.atelier.ui.Scope;
import dev.atelier.view.Fx;
import dev.atelier.view.frame.Shell;
import dev.atelier.view.project.Places;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.stage.Stage;

/** The whole window as the program opens it, on the headless screen, with its own worker and a home of its own. Everything goes through the FX thread. */
public final class OpenWindow implements AutoCloseable {
    private final Thread.UncaughtExceptionHandler handler = Fx.call(() -> Thread.currentThread().getUncaughtExceptionHandler());
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final App app;
    private final Stage stage;

    /** {@code home} holds preferences and projects; {@code project}: the folder of the project to open, made if it is not there. */
    public OpenWindow(Path home, Path project) {
        ProjectFile file = ProjectFile.open(project);
        this.stage = Fx.call(Stage::new);
        this.app = Fx.call(() -> new App(new Places(home.resolve("config"), home.resolve("projects")), stage, file));
        Fx.run(() -> app.scope().get(Faults.class).showWith((fault, report) -> faults.add(report)));
        Fx.run(stage::show);
        Fx.pulses(2);
    }

    /** What the open project's scope has of this type. */
    public <T> T get(Class<T> type) {
        return Fx.call(() -> app.shell().scope().get(type));
    }

    /** Changes the language, as the menu does, and waits for the window to be made again. */
    public void speak(Language language) {
        var before = Fx.call(() -> app.shell().scope().get(Scope.class));
        Fx.run(() -> app.shell().language(language));
        Fx.await(Duration.ofSeconds(20), "the window in another language", () -> app.shell().isOpen() && app.shell().scope() != before);
        Fx.pulses(2);
    }

    public Shell shell() {
        return app.shell();
    }

    public Scene scene() {
        return stage.getScene();
    }

    public Stage stage() {
        return stage;
    }

    public void go(String room) {
        Fx.run(() -> app.shell().frame().getModel().go(room));
        Fx.pulses(2);
    }

    /** The node in sight that {@code selector} finds. */
    public <T extends Node> T find(String selector, Class<T> type) {
        return Fx.call(() -> {
            Node found = stage.getScene().lookup(selector);
            if (found == null) {
                throw new AssertionError("nothing at " + selector);
            }
            return type.cast(found);
        });
    }

    @Override
    public void close() {
        Fx.run(() -> {
            stage.hide();
            app.close();
            Thread.currentThread().setUncaughtExceptionHandler(handler);
        });
        assertThat(faults).as("what nobody expected").isEmpty();
    }
}
