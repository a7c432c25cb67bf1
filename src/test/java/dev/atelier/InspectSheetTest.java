package dev.atelier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.view.Fx;
import dev.atelier.view.model.InspectViewModel;
import dev.atelier.view.project.ModelChoice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is dropped on the window is told over the room, which waits until that is put away. */
class InspectSheetTest {
    private static final Duration LONG = Duration.ofSeconds(40);

    @TempDir
    Path home;

    private static Set<String> words(OpenWindow window) {
        return Fx.call(() -> window.scene().getRoot().lookupAll(".inspect-sheet .label").stream().map(node -> ((Label) node).getText()).collect(Collectors.toSet()));
    }

    private static void press(OpenWindow window, KeyCode key) {
        Fx.run(() -> {
            Node target = window.scene().getFocusOwner();
            target.fireEvent(new KeyEvent(KeyEvent.KEY_PRESSED, "", "", key, false, false, false, false));
        });
        Fx.pulses(2);
    }

    @Test
    void aModelIsToldTakenByEnterAndAStrangerPutAwayByEscape() throws Exception {
        Path letter = Files.writeString(home.resolve("letter.txt"), "Dear Sir");
        Path starter = Path.of("sample-projects/starter-model").toAbsolutePath();
        try (var window = new OpenWindow(home, home.resolve("p"))) {
            var inspect = window.get(InspectViewModel.class);
            Fx.run(() -> window.shell().frame().getModel().drop(letter));
            Fx.await(LONG, "the refusal", () -> words(window).stream().anyMatch(text -> text.contains("letter.txt: wanted")));
            assertThat(Fx.call(() -> window.find(".room", Node.class).isDisabled())).isTrue();
            press(window, KeyCode.ESCAPE);
            assertThat(Fx.call(() -> inspect.pathProperty().get())).isNull();
            assertThat(Fx.call(() -> window.find(".room", Node.class).isDisabled())).isFalse();

            Fx.run(() -> window.shell().frame().getModel().drop(starter));
            Fx.await(LONG, "the model", () -> Fx.call(() -> window.scene().lookup(".inspect-sheet .accent")) != null && words(window).contains("a model folder"));
            assertThat(words(window)).contains("llama", "5.8 M", "LoRA");
            Fx.run(() -> window.find(".inspect-sheet .accent", Button.class).requestFocus());
            press(window, KeyCode.ENTER);
            assertThat(Fx.call(() -> window.get(ModelChoice.class).pathProperty().get())).isEqualTo(starter);
            assertThat(Fx.call(() -> window.shell().frame().getModel().roomProperty().get())).isEqualTo("model");
        }
    }
}
