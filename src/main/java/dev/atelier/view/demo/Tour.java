package dev.atelier.view.demo;

import dev.atelier.domain.ProjectSpec;
import dev.atelier.domain.UserError;
import dev.atelier.store.StoredRun.State;
import dev.atelier.ui.Messages;
import dev.atelier.ui.Scope;
import dev.atelier.ui.Theme;
import dev.atelier.view.chart.Units;
import dev.atelier.view.export.ExportViewModel;
import dev.atelier.view.frame.Shell;
import dev.atelier.view.project.Config;
import dev.atelier.view.project.LiveRun;
import dev.atelier.view.project.ModelChoice;
import dev.atelier.view.project.Project;
import dev.atelier.view.project.RowFacts;
import dev.atelier.view.project.RowImport;
import dev.atelier.view.project.Runs;
import dev.atelier.view.project.Starter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Slider;
import javafx.scene.control.TabPane;
import javafx.scene.control.TableView;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.StackPane;
import org.jspecify.annotations.Nullable;

/** The main job on a sample, from dropped rows to a GGUF file, by the window's own controls. Esc hands the window over to the user. */
public final class Tour {
    private static final String SAMPLE = "dockerfiles";
    private static final String PROMPT = "Set up node:22-slim for port 4321 with curl and git.";
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration TRAINING = Duration.ofMinutes(20);
    private final Shell shell;
    private final Scope scope;
    private final boolean watched;
    private final Consumer<String> say;
    private final Messages.Texts texts;
    private final Stagehand hand;
    private final Screenshots screenshots;
    private final Caption caption;
    private volatile boolean cancelled;
    private volatile @Nullable Path run;
    private volatile @Nullable Path gguf;

    /** What a tour left; null what it did not come to. */
    public record Left(@Nullable Path run, @Nullable Path gguf, List<Path> screenshots) {}

    /**
     * On the window's thread, with an empty project open.
     *
     * @param watched somebody looks on: captions stay long enough to be read
     * @param pictures a folder for screenshots
     * @param say hears a line for each thing done, on the tour's thread
     */
    public Tour(Shell shell, boolean watched, Path pictures, Consumer<String> say) {
        this.shell = shell;
        this.scope = shell.scope();
        this.watched = watched;
        this.say = say;
        this.texts = scope.get(Messages.class).of(getClass());
        this.hand = new Stagehand(() -> shell.frame().root().getScene(), () -> cancelled);
        this.screenshots = new Screenshots(pictures, scope.get(Theme.class), hand);
        this.caption = new Caption(texts, this::cancel);
    }

    /** Plays on a thread of its own; completes when it is over or handed over, exceptionally if it cannot go on. */
    public CompletableFuture<Left> play() {
        var left = new CompletableFuture<Left>();
        if (watched) {
            ((StackPane) shell.frame().root().getParent()).getChildren().add(caption);
            shell.frame().root().getScene().addEventFilter(KeyEvent.KEY_PRESSED, this::key);
        }
        Thread.ofPlatform().daemon().name("tour").start(() -> {
            try {
                script();
                left.complete(left());
            } catch (CancellationException e) {
                left.complete(left());
            } catch (IOException | RuntimeException e) {
                left.completeExceptionally(e);
            }
        });
        return left;
    }

    private Left left() {
        return new Left(run, gguf, screenshots.taken());
    }

    private void key(KeyEvent event) {
        if (event.getCode() == KeyCode.ESCAPE && !cancelled) {
            cancel();
            event.consume();
        }
    }

    /** Ends the tour; the window stays as it is. */
    private void cancel() {
        cancelled = true;
        ((StackPane) caption.getParent()).getChildren().remove(caption);
    }

    private void script() throws IOException {
        Path sample = get(Starter.class).folder().resolve(SAMPLE);
        var spec = ProjectSpec.read(sample);
        tell("tour.welcome", null);
        data(spec);
        model();
        adapter();
        train(spec);
        chat();
        export();
        tell("tour.end", null);
        say.accept(texts.get("say.screenshots", screenshots.taken().size(), screenshots.folder()));
        if (watched) {
            hand.run(this::cancel);
        }
    }

    private void data(ProjectSpec spec) {
        go("data");
        hand.run(() -> scope.get(Project.class).nameProperty().set(spec.name()));
        hand.run(() -> shell.frame().getModel().drop(spec.train()));
        var rows = get(RowFacts.class);
        var reading = get(RowImport.class);
        hand.await("the rows", SOON, () -> rows.rowsProperty().get() > 0 && !reading.runningProperty().get());
        tell("tour.data", null);
        hand.await("the token counts", SOON, () -> rows.sumsProperty().get().counted() == rows.rowsProperty().get());
        say.accept(texts.get("say.data", rows.rowsProperty().get()));
        TableView<?> table = (TableView<?>) hand.find("#table");
        hand.run(() -> table.getSelectionModel().clearAndSelect(2));
        TabPane tabs = (TabPane) hand.find("#tabs");
        hand.run(() -> tabs.getSelectionModel().selectLast());
        hand.sleep(1200);
        tell("tour.tokens", tabs);
        shot("data");
    }

    private void model() {
        go("model");
        var choice = get(ModelChoice.class);
        hand.await("the model", SOON, () -> choice.factsProperty().get() != null);
        tell("tour.model", null);
        shot("model");
    }

    private void adapter() {
        go("adapter");
        tell("tour.adapter", hand.find(".block-diagram"));
        press("#attention");
        pause(1500);
        press("#all");
        pause(1000);
        Slider rank = (Slider) hand.find("#rankSlider");
        hand.run(rank::requestFocus);
        for (int power : new int[] {5, 6, 5, 4}) {
            hand.run(() -> rank.setValue(power));
            pause(400);
        }
        tell("tour.rank", hand.find(".memory-chart"));
        shot("adapter");
    }

    private void train(ProjectSpec spec) {
        go("train");
        var config = get(Config.class);
        hand.run(() -> config.set(texts.getString("tour.train"), spec.settings()));
        tell("tour.train", null);
        var runs = get(Runs.class);
        pressAccented();
        hand.await("the engine", SOON, () -> runs.activeProperty().get() != null);
        LiveRun live = hand.fx(() -> runs.activeProperty().get());
        run = live.folder().root();
        hand.await("the curves", TRAINING, () -> live.history().evals().size() > 2 || live.stateProperty().get() != State.RUNNING);
        tell("tour.running", hand.find(".loss-chart"));
        shot("training");
        hand.await("the end of training", TRAINING, () -> live.stateProperty().get() != State.RUNNING);
        if (!hand.fx(live::finished)) {
            throw new UserError(texts.get("tour.failed", live.messageProperty().get()));
        }
        String loss = get(Units.class).loss(live.best().orElseThrow().loss());
        say.accept(texts.get("say.trained", live.step(), loss));
        hand.sleep(500);
        tell("tour.finished", null);
        shot("trained");
    }

    private void chat() {
        go("chat");
        var input = (TextInputControl) hand.find("#input");
        hand.run(() -> input.setText(PROMPT));
        tell("tour.chat", input);
        pressAccented();
        hand.await("the answers to begin", SOON, () -> busy("#stop"));
        hand.await("the answers", SOON, () -> !busy("#stop"));
        hand.sleep(400);
        say.accept(texts.get("say.chat"));
        tell("tour.answered", null);
        shot("chat");
    }

    private void export() {
        go("export");
        tell("tour.export", null);
        pressAccented();
        var export = get(ExportViewModel.class);
        hand.await("the file", SOON, () -> export.shownProperty().get() != null && !export.isRunning());
        Path file = hand.fx(() -> Objects.requireNonNull(export.shownProperty().get()).file());
        gguf = file;
        say.accept(texts.get("say.exported", file));
        hand.sleep(400);
        shot("export");
    }

    private boolean busy(String selector) {
        Node node = shell.frame().root().lookup(selector);
        return node != null && node.isVisible() && !node.isDisabled();
    }

    private <T> T get(Class<T> type) {
        return hand.fx(() -> scope.get(type));
    }

    private void go(String room) {
        hand.run(() -> shell.frame().getModel().go(room));
        hand.sleep(400);
    }

    private void press(String selector) {
        var button = (ButtonBase) hand.find(selector);
        hand.await(selector, SOON, () -> !button.isDisabled());
        hand.run(button::fire);
    }

    private void tell(String key, @Nullable Node node) {
        if (watched) {
            String words = texts.get(key);
            hand.run(() -> caption.say(words, node));
            pause(1500 + 45L * words.length());
        }
    }

    /** The room's next sensible action. */
    private void pressAccented() {
        Button button = hand.fx(() -> (Button) shell.frame().root().lookupAll(".button").stream().filter(node -> node instanceof Button b && b.isDefaultButton() && shown(b)).findFirst().orElseThrow());
        hand.await("the room's button", SOON, () -> !button.isDisabled());
        hand.run(button::fire);
    }

    private static boolean shown(Node node) {
        for (Node at = node; at != null; at = at.getParent()) {
            if (!at.isVisible()) {
                return false;
            }
        }
        return true;
    }

    private void pause(long millis) {
        hand.sleep(watched ? millis : 60);
    }

    private void shot(String name) {
        hand.run(() -> caption.setVisible(false));
        screenshots.take(name, shell.frame().root().getScene());
        hand.run(() -> caption.setVisible(true));
    }
}
