package dev.atelier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.RunEvent;
import dev.atelier.store.ChatMessage.Role;
import dev.atelier.store.ProjectFile;
import dev.atelier.view.Fx;
import dev.atelier.view.Watchdog;
import dev.atelier.view.chart.LossChart;
import dev.atelier.view.chat.ChatViewModel;
import dev.atelier.view.export.ExportViewModel;
import dev.atelier.view.project.Config;
import dev.atelier.view.project.LiveRun;
import dev.atelier.view.project.MemoryNeed;
import dev.atelier.view.project.ModelChoice;
import dev.atelier.view.project.RowFacts;
import dev.atelier.view.project.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.TableView;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole main job in the real window: drop, choose, train, chat, export, close, open again. Nothing holds the window meanwhile. */
@Tag("heavy")
@Timeout(300)
class MainJobTest {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int ROWS = 80;

    @TempDir
    Path home;

    @Test
    void fromDroppedRowsToAGgufFileAndBackTomorrow() throws Exception {
        Path folder = home.resolve("job");
        List<String> holds;
        List<RunEvent.Step> steps;
        Path gguf;
        try (var window = new OpenWindow(home, folder)) {
            Fx.await(SOON, "the starter model", () -> window.get(ModelChoice.class).factsProperty().get() != null && window.get(MemoryNeed.class).estimateProperty().get() != null);
            for (String room : List.of("data", "model", "adapter", "train", "chat", "export", "data")) {
                window.go(room); // each is made once, by a Java that has just started
            }
            try (var watchdog = new Watchdog()) {
                drop(window);
                matrices(window);
                LiveRun run = train(window);
                chat(window);
                gguf = export(window);
                steps = Fx.call(() -> List.copyOf(run.history().steps()));
                holds = watchdog.holds();
            }
        }
        assertThat(holds).as("who held the window's thread").isEmpty();
        assertThat(Files.readString(gguf, java.nio.charset.StandardCharsets.ISO_8859_1)).startsWith("GGUF");
        try (var again = new OpenWindow(home, folder)) {
            Fx.await(SOON, "the rows and runs", () -> again.get(RowFacts.class).rowsProperty().get() == ROWS && again.get(Runs.class).shownProperty().get() != null);
            assertThat(again.get(Config.class).current().targetModules()).doesNotContain("q_proj").contains("k_proj");
            LiveRun run = Fx.call(() -> again.get(Runs.class).shownProperty().get());
            assertThat(run.finished()).isTrue();
            assertThat(Fx.call(() -> List.copyOf(run.history().steps()))).isEqualTo(steps);
            again.go("train");
            Fx.await(SOON, "the curve", () -> curves(again).contains("alidation loss"));
            again.go("chat");
            Fx.await(SOON, "the conversation", () -> !again.get(ProjectFile.class).chats().conversations().isEmpty());
            Fx.screenshot(again.scene(), "main-job-again");
        }
    }

    private static void drop(OpenWindow window) throws IOException {
        Path file = Files.createTempDirectory("dropped").resolve("rows.jsonl");
        Files.write(file, Files.readAllLines(Path.of("sample-projects/dockerfiles/train.jsonl")).subList(0, ROWS));
        Fx.run(() -> window.shell().frame().getModel().drop(file));
        var facts = window.get(RowFacts.class);
        Fx.await(SOON, "the rows, counted", () -> facts.sumsProperty().get().counted() == ROWS);
        TableView<?> table = window.find("#table", TableView.class);
        assertThat(Fx.call(() -> table.getItems().size())).isEqualTo(ROWS);
        Fx.run(() -> table.getSelectionModel().clearAndSelect(1));
        Fx.pulses(5);
    }

    private static void matrices(OpenWindow window) {
        window.go("adapter");
        Node block = window.find(".block-diagram", Node.class);
        Fx.run(() -> block.fireEvent(new KeyEvent(KeyEvent.KEY_TYPED, "q", "", KeyCode.UNDEFINED, false, false, false, false)));
        assertThat(window.get(Config.class).current().targetModules()).hasSize(6).doesNotContain("q_proj");
        assertThat(window.find("#lora", ToggleButton.class).isSelected()).isTrue();
    }

    private static LiveRun train(OpenWindow window) {
        Fx.run(() -> window.get(Config.class).change("short", Map.of("max_steps", "14", "eval_every", "3", "checkpoint_every", "7", "micro_batch", "4", "accumulation", "1", "max_length", "128",
                "sample_tokens", "8", "samples", "1")));
        window.go("train");
        press(window, "#act");
        var runs = window.get(Runs.class);
        Fx.await(SOON, "the engine", () -> runs.activeProperty().get() != null);
        LiveRun run = Fx.call(() -> runs.activeProperty().get());
        Fx.await(SOON, "points on both curves while it runs", () -> run.history().evals().size() > 1 && run.step() > 3 && curves(window).contains("alidation loss"));
        assertThat(Fx.call(() -> runs.activeProperty().get())).as("it still runs").isSameAs(run);
        Fx.screenshot(window.scene(), "main-job-training");
        Fx.await(SOON, "the end of training", run::finished);
        assertThat(Fx.call(run::step)).isEqualTo(14);
        return run;
    }

    private static void chat(OpenWindow window) {
        window.go("chat");
        var chat = window.get(ChatViewModel.class);
        var input = window.find("#input", TextInputControl.class);
        Fx.run(() -> input.setText("Set up node:22-slim for port 4321 with curl."));
        press(window, "#send");
        var chats = window.get(ProjectFile.class).chats();
        Fx.await(SOON, "both answers", () -> !chat.isRunning() && !chats.conversations().isEmpty() && chats.messages(chats.conversations().getFirst().id()).size() == 3);
        assertThat(chats.messages(chats.conversations().getFirst().id())).extracting(message -> message.role()).containsExactlyInAnyOrder(Role.USER, Role.BASE, Role.TUNED);
        Fx.screenshot(window.scene(), "main-job-chat");
    }

    private static Path export(OpenWindow window) {
        window.go("export");
        var export = window.get(ExportViewModel.class);
        Fx.await(SOON, "the button", export::isReady);
        Fx.run(() -> accented(window).fire());
        Fx.await(SOON, "the file", () -> export.shownProperty().get() != null && !export.isRunning());
        Fx.screenshot(window.scene(), "main-job-export");
        return Fx.call(() -> export.shownProperty().get().file());
    }

    private static String curves(OpenWindow window) {
        return Fx.call(() -> window.scene().lookup(".loss-chart") instanceof LossChart chart ? String.valueOf(chart.getAccessibleText()) : "");
    }

    private static void press(OpenWindow window, String selector) {
        Button button = window.find(selector, Button.class);
        Fx.await(SOON, selector + " can be pressed", () -> !button.isDisabled());
        Fx.run(button::fire);
    }

    private static Button accented(OpenWindow window) {
        return (Button) window.scene().getRoot().lookupAll(".button").stream().filter(node -> node instanceof Button button && button.isDefaultButton()).findFirst().orElseThrow();
    }
}
