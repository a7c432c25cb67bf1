package dev.atelier.view.train;

import dev.atelier.memory.Verdict;
import dev.atelier.store.StoredRun.State;
import dev.atelier.ui.Command;
import dev.atelier.ui.FileManager;
import dev.atelier.ui.Scope;
import dev.atelier.ui.Tasks;
import dev.atelier.view.Navigation;
import dev.atelier.view.Notices;
import dev.atelier.view.Room;
import dev.atelier.view.fit.AdviceLine;
import dev.atelier.view.fit.AdviceViewModel;
import dev.atelier.view.project.LiveRun;
import dev.atelier.view.project.MachineInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.value.ObservableValue;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** The Train room. */
public final class TrainView extends Room {
    private final TrainViewModel model;
    private final CurvesViewModel curves;
    private final AdviceViewModel fits;
    private final Notices notices;
    private final Navigation navigation;
    private final MachineInfo machine;
    private final Tasks tasks;
    @FXML private ComboBox<LiveRun> runs;
    @FXML private Label state;
    @FXML private Label missing;
    @FXML private Label warning;
    @FXML private AdviceLine advice;
    @FXML private VBox advised;
    @FXML private Region gap;
    @FXML private Button act;
    @FXML private FontIcon actIcon;
    @FXML private Button fresh;
    @FXML private Button again;
    @FXML private Button talk;
    @FXML private Button log;

    @SuppressWarnings("NullAway.Init") // FXML sets the fields
    TrainView(Scope scope, TrainViewModel model, CurvesViewModel curves, AdviceViewModel fits, Notices notices, Navigation navigation, MachineInfo machine, Tasks tasks) {
        super(scope);
        this.model = model;
        this.curves = curves;
        this.fits = fits;
        this.notices = notices;
        this.navigation = navigation;
        this.machine = machine;
        this.tasks = tasks;
    }

    @FXML
    private void initialize() {
        runs.setItems(model.runs());
        runs.setCellFactory(list -> new RunCell(model.words()));
        runs.setButtonCell(new RunCell(model.words()));
        model.shownProperty().subscribe(runs::setValue);
        runs.valueProperty().addListener((property, was, now) -> {
            if (now != null) {
                model.show(now);
            }
        });
        shownWhen(runs, Bindings.isNotEmpty(model.runs()));
        shownWhen(gap, runs.visibleProperty().not());
        state.textProperty().bind(model.stateProperty());
        model.shownStateProperty().subscribe(now -> state.pseudoClassStateChanged(RunCell.FAILED, now == State.FAILED));
        BooleanBinding training = model.actionProperty().isEqualTo(TrainAction.TRAIN);
        said(missing, Bindings.when(training).then(model.missingProperty()).otherwise(""));
        said(warning, model.warningProperty());
        advice.show(fits, verdict -> verdict != Verdict.FITS);
        shownWhen(advised, advice.visibleProperty().and(model.actionProperty().isNotEqualTo(TrainAction.STOP)));
        act.textProperty().bind(model.actionTextProperty());
        act.disableProperty().bind(model.readyProperty().not());
        act.accessibleHelpProperty().bind(Bindings.createStringBinding(() -> texts().get(model.actionProperty().get().key() + ".help"), model.actionProperty()));
        model.actionProperty().subscribe(action -> actIcon.setIconLiteral(action == TrainAction.STOP ? "fth-square" : "fth-play"));
        fresh.disableProperty().bind(model.missingProperty().isNotEmpty().or(model.waitingProperty()));
        again.disableProperty().bind(model.waitingProperty());
        shownWhen(fresh, model.actionProperty().isEqualTo(TrainAction.RESUME));
        shownWhen(again, training.and(model.shownStateProperty().isEqualTo(State.FAILED)));
        shownWhen(talk, training.and(model.shownStateProperty().isEqualTo(State.FINISHED)));
        shownWhen(log, model.shownStateProperty().isEqualTo(State.FAILED));
    }

    private static void shownWhen(Node node, ObservableValue<Boolean> condition) {
        node.visibleProperty().bind(condition);
        node.managedProperty().bind(node.visibleProperty());
    }

    private static void said(Label label, ObservableValue<String> text) {
        label.textProperty().bind(text);
        shownWhen(label, label.textProperty().isNotEmpty());
    }

    @Override
    public void shown() {
        machine.refresh();
    }

    @Override
    public List<Command> commands() {
        var texts = texts();
        BooleanBinding stoppable = model.actionProperty().isEqualTo(TrainAction.STOP).and(model.readyProperty());
        BooleanBinding startable = model.missingProperty().isEmpty().and(model.waitingProperty().not());
        BooleanBinding resumable = model.actionProperty().isNotEqualTo(TrainAction.STOP).and(model.waitingProperty().not())
                .and(model.shownStateProperty().isNotNull()).and(model.shownStateProperty().isNotEqualTo(State.FINISHED));
        BooleanBinding there = model.shownProperty().isNotNull();
        return List.of(new Command(texts.get("train.train"), "fth-play", null, startable, model::train), new Command(texts.get("train.stop"), "fth-square", null, stoppable, model::stop),
                new Command(texts.get("train.resume"), "fth-play", null, resumable, model::resume),
                new Command(texts.get("curves.log.command"), "fth-bar-chart-2", null, there, () -> curves.logScaleProperty().set(!curves.logScaleProperty().get())),
                new Command(texts.get("command.folder"), "fth-folder", null, there, () -> open(run -> run.folder().root())),
                new Command(texts.get("command.log"), "fth-file-text", null, there, () -> open(run -> run.folder().log())));
    }

    @FXML
    private void act() {
        model.act();
    }

    @FXML
    private void train() {
        model.train();
    }

    @FXML
    private void resume() {
        model.resume();
    }

    @FXML
    private void talk() {
        navigation.go("chat");
    }

    @FXML
    private void showLog() {
        open(run -> run.folder().log());
    }

    /** In the system's own program for it; where there is none, says where it is. */
    private void open(Function<LiveRun, Path> what) {
        @Nullable LiveRun run = model.shownProperty().get();
        if (run != null) {
            Path path = what.apply(run);
            tasks.run(() -> FileManager.open(path), opened -> {}, failure -> notices.add(new Notices.Notice(Notices.Kind.INFO, path.toString(), texts().get("path.copy"), () -> copy(path))));
        }
    }

    private static void copy(Path path) {
        var content = new ClipboardContent();
        content.putString(path.toString());
        Clipboard.getSystemClipboard().setContent(content);
    }
}
