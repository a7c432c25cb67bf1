package dev.atelier;

import dev.atelier.store.ProjectFile;
import dev.atelier.view.project.Config;
import dev.atelier.view.project.ModelChoice;
import dev.atelier.view.project.Places;
import dev.atelier.view.project.RowFacts;
import dev.atelier.view.project.Runs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;
import javafx.stage.Stage;

/** A window in a process of its own, for tests that kill it: opens a project on the headless screen and trains as soon as it can. */
final class WindowChild {
    private WindowChild() {}

    static Process start(Path home, Path project) throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-Dai.djl.offline=true", "-cp", System.getProperty("java.class.path"), WindowChild.class.getName(), home.toString(), project.toString())
                .redirectErrorStream(true).redirectOutput(home.resolve("window.log").toFile()).start();
    }

    public static void main(String[] args) throws Exception {
        Display.useHeadless();
        Path home = Path.of(args[0]);
        ProjectFile file = ProjectFile.open(Path.of(args[1]));
        Platform.startup(() -> {
            var stage = new Stage();
            var app = new App(new Places(home.resolve("config"), home.resolve("projects")), stage, file);
            stage.show();
            var scope = app.shell().scope();
            new AnimationTimer() {
                @Override
                public void handle(long now) {
                    var facts = scope.get(ModelChoice.class).factsProperty().get();
                    if (facts != null && scope.get(RowFacts.class).rowsProperty().get() > 0) {
                        scope.get(Runs.class).start(scope.get(Config.class).current(), facts);
                        stop();
                    }
                }
            }.start();
        });
        TimeUnit.MINUTES.sleep(5);
        Runtime.getRuntime().halt(3);
    }
}
