package dev.atelier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.store.Preferences.Language;
import dev.atelier.ui.View;
import dev.atelier.view.Fx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.ScrollBar;
import javafx.scene.control.Separator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every FXML file loads as the window loads it, in both languages, and has a name for everything the keyboard reaches. */
class FxmlTest {
    private static final Path RESOURCES = Path.of("resources");

    @TempDir
    Path home;

    @ParameterizedTest
    @EnumSource(names = {"EN", "FR"})
    void everyViewLoadsAndNamesItsControls(Language language) throws Exception {
        var unnamed = new ArrayList<String>();
        try (var window = new OpenWindow(home, home.resolve("p"))) {
            window.speak(language);
            for (Path file : views()) {
                String name = RESOURCES.relativize(file).toString().replace(file.getFileSystem().getSeparator(), ".").replaceAll("\\.fxml$", "");
                View view = (View) window.get(Class.forName(name));
                Parent root = Fx.call(view::root);
                Fx.run(() -> unnamed(root, file.getFileName() + "", new ArrayList<>(), unnamed));
            }
        }
        assertThat(unnamed).isEmpty();
    }

    @Test
    void everyFxmlHasTheViewOfItsName() throws IOException {
        for (Path file : views()) {
            Path source = Path.of("src/main/java").resolve(RESOURCES.relativize(file)).resolveSibling(file.getFileName().toString().replace(".fxml", ".java"));
            assertThat(source).exists();
            assertThat(Files.readString(file)).contains("fx:controller=\"");
        }
    }

    private static List<Path> views() throws IOException {
        try (Stream<Path> files = Files.walk(RESOURCES)) {
            List<Path> found = files.filter(file -> file.toString().endsWith(".fxml")).sorted().toList();
            assertThat(found).hasSizeGreaterThan(7);
            return found;
        }
    }

    /** What can have the focus and says no name to a screen reader. */
    private static void unnamed(Node node, String path, List<Node> labelled, List<String> out) {
        if (node instanceof Label label && label.getLabelFor() != null) {
            labelled.add(label.getLabelFor());
        }
        if (node instanceof Control control && control.isFocusTraversable() && !(node instanceof ScrollBar || node instanceof Separator) && !named(control) && !labelled.contains(control)) {
            out.add(path + ": " + control.getClass().getSimpleName() + (control.getId() == null ? "" : " #" + control.getId()));
        }
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> unnamed(child, path, labelled, out));
        }
    }

    private static boolean named(Control control) {
        return !blank(control.getAccessibleText()) || control instanceof Labeled labeled && !blank(labeled.getText());
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }
}
