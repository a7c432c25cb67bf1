package dev.atelier.view;

import static dev.atelier.view.Fx.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.view.chat.ChatView;
import dev.atelier.view.export.ExportView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.ScrollBar;
import javafx.scene.control.TextArea;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Chat and Export rooms in a headless window, in both languages. */
@Timeout(180)
class RoomsOfResultsTest {
    @TempDir
    Path root;

    @Test
    void aQuestionIsTypedAndAnsweredTwice() throws Exception {
        try (var project = new OpenProject(root, Locale.ENGLISH)) {
            project.finishedRun("run-1");
            var room = project.get(ChatView.class);
            Scene scene = Fx.show(Fx.call(room::root), 800, 744, false);
            await("suggestions", () -> scene.getRoot().lookupAll(".chip").size() == 3);
            assertNamed(scene);
            var input = (TextArea) Fx.call(() -> scene.getRoot().lookup(".text-area"));
            Fx.run(() -> {
                input.setText("What is the opposite of hot?");
                input.fireEvent(new KeyEvent(KeyEvent.KEY_PRESSED, "\r", "\r", KeyCode.ENTER, true, false, false, false));
            });
            assertThat(Fx.<String>call(input::getText)).as("Shift and Enter").contains("\n");
            Fx.run(() -> input.fireEvent(new KeyEvent(KeyEvent.KEY_PRESSED, "\r", "\r", KeyCode.ENTER, false, false, false, false)));
            assertThat(Fx.<String>call(input::getText)).isEmpty();
            await("both answers", () -> !room.getModel().isRunning() && scene.getRoot().lookupAll(".answer-told").stream().filter(Node::isVisible).count() == 2);
            Fx.pulses(2);
            var titles = (ComboBox<?>) Fx.call(() -> scene.getRoot().lookup(".combo-box"));
            assertThat(Fx.call(() -> titles.getButtonCell().getText())).isEqualTo("What is the opposite of hot?");
            Fx.screenshot(scene, "chat");
            assertNamed(scene);
            Fx.close(scene);
        }
        try (var project = new OpenProject(root, Locale.FRENCH)) {
            var room = project.get(ChatView.class);
            Scene scene = Fx.show(Fx.call(room::root), 800, 744, true);
            await("the conversation again", () -> scene.getRoot().lookupAll(".answer-told").stream().filter(Node::isVisible).map(told -> ((Label) told).getText())
                    .filter(text -> text.contains("jetons")).count() == 2);
            Fx.screenshot(scene, "chat-fr");
            Fx.close(scene);
        }
    }

    @Test
    void aFileIsExportedWithTheAccentedButton() throws Exception {
        try (var project = new OpenProject(root, Locale.FRENCH)) {
            project.finishedRun("run-1");
            var room = project.get(ExportView.class);
            Scene scene = Fx.show(Fx.call(room::root), 800, 744, false);
            var export = (Button) Fx.call(() -> scene.getRoot().lookup(".accent"));
            await("the button", () -> !export.isDisabled());
            assertNamed(scene);
            Fx.run(export::fire);
            await("the result", () -> scene.getRoot().lookup(".result") != null);
            Fx.pulses(2);
            Fx.screenshot(scene, "export-fr");
            assertNamed(scene);
            Fx.close(scene);
        }
    }

    private static void assertNamed(Scene scene) {
        var nameless = new ArrayList<String>();
        Fx.run(() -> nameless(scene.getRoot(), nameless));
        assertThat(nameless).isEmpty();
    }

    private static void nameless(Node node, List<String> found) {
        boolean own = node instanceof Control && node.isFocusTraversable() && !(node instanceof ScrollBar);
        boolean named = node.getAccessibleText() != null || node instanceof Labeled labeled && labeled.getText() != null && !labeled.getText().isBlank();
        if (own && !named) {
            found.add(node.toString());
        }
        if (node instanceof Parent parent && !(node instanceof TextArea)) {
            parent.getChildrenUnmodifiable().forEach(child -> nameless(child, found));
        }
    }
}
