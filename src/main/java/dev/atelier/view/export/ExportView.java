package dev.atelier.view.export;

import dev.atelier.store.StoredExport;
import dev.atelier.ui.Command;
import dev.atelier.ui.Hints;
import dev.atelier.ui.Scope;
import dev.atelier.view.Desktop;
import dev.atelier.view.Room;
import dev.atelier.view.RunBox;
import dev.atelier.view.chart.Units;
import dev.atelier.view.project.LiveRun;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ObjectProperty;
import javafx.collections.ListChangeListener;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** One file that other programs open: what, where to, what came of it. */
public final class ExportView extends Room {
    private static final double GAP = 16;
    private final ExportViewModel model;
    private final Desktop desktop;
    private final QualityViewModel quality;
    private final Units units;
    @FXML private ComboBox<LiveRun> runs;
    @FXML private HBox formats;
    @FXML private VBox ggufBox;
    @FXML private VBox quants;
    @FXML private VBox others;
    @FXML private ToggleButton all;
    @FXML private ToggleButton finer;
    @FXML private ToggleButton which;
    @FXML private VBox finerBox;
    @FXML private VBox whichBox;
    @FXML private TextField target;
    @FXML private CheckBox check;
    @FXML private Label missing;
    @FXML private HBox job;
    @FXML private Label problem;
    @FXML private ScrollPane scroll;
    @FXML private VBox result;
    @FXML private VBox earlier;

    @SuppressWarnings("NullAway.Init") // FXML sets the fields
    ExportView(Scope scope, ExportViewModel model, QualityViewModel quality, Desktop desktop, Units units) {
        super(scope);
        this.model = model;
        this.quality = quality;
        this.desktop = desktop;
        this.units = units;
    }

    @FXML
    private void initialize() {
        RunBox.fill(runs, model.runs(), texts().getLocale());
        fillFormats();
        fillQuants();
        finerBox.getChildren().addAll(new RoundingBox(model.rounding(), texts()), new SplitBox(model, texts(), units));
        whichBox.getChildren().add(new QualityBox(quality, texts(), units, quant -> model.quantProperty().set(quant)));
        ggufBox.visibleProperty().bind(model.formatProperty().isEqualTo(Format.GGUF));
        others.visibleProperty().bind(all.selectedProperty());
        finerBox.visibleProperty().bind(finer.selectedProperty());
        whichBox.visibleProperty().bind(which.selectedProperty());
        check.visibleProperty().bind(model.formatProperty().isNotEqualTo(Format.PEFT));
        check.selectedProperty().bindBidirectional(model.checkProperty());
        target.textProperty().bindBidirectional(model.target().textProperty());
        missing.visibleProperty().bind(model.missingProperty().isNotEmpty().and(model.runningProperty().not()));
        problem.visibleProperty().bind(model.problemProperty().isNotEmpty());
        for (Node node : List.of(ggufBox, others, finerBox, whichBox, check, missing, job, problem)) {
            node.managedProperty().bind(node.visibleProperty());
        }
        for (Node node : List.of(formats, quants, others, finerBox, target, check)) {
            node.disableProperty().bind(model.runningProperty());
        }
        model.shownProperty().subscribe(this::show);
        model.earlier().addListener((ListChangeListener<StoredExport>) change -> list());
        list();
    }

    private void fillFormats() {
        var cards = Stream.of(Format.values()).map(format -> new FormatCard(format, model, texts(), units)).toList();
        formats.getChildren().addAll(cards);
        group(cards, FormatCard::format, model.formatProperty());
    }

    private void fillQuants() {
        var rows = Stream.of(Quant.values()).map(quant -> new QuantRow(quant, model, texts(), units)).toList();
        rows.forEach(row -> (row.quant().usual() ? quants : others).getChildren().add(row));
        group(rows, QuantRow::quant, model.quantProperty());
        model.quantProperty().subscribe(quant -> all.setSelected(all.isSelected() || !quant.usual()));
    }

    /** One of the toggles is chosen, always: the one whose value the property has. */
    private static <T extends ToggleButton, V> void group(List<T> toggles, Function<T, V> value, ObjectProperty<V> chosen) {
        var group = new ToggleGroup();
        for (T toggle : toggles) {
            toggle.setToggleGroup(group);
            toggle.setOnAction(event -> {
                toggle.setSelected(true);
                chosen.set(value.apply(toggle));
            });
        }
        chosen.subscribe(now -> toggles.stream().filter(toggle -> value.apply(toggle).equals(now)).forEach(group::selectToggle));
    }

    private void show(StoredExport shown) {
        result.getChildren().clear();
        if (shown != null) {
            var card = new ResultCard(shown, desktop, texts(), units);
            Hints.install(card);
            result.getChildren().add(card);
            card.heightProperty().subscribe((_, _) -> bringIntoSight());
        }
    }

    /** What came of it stands below what was asked for. */
    private void bringIntoSight() {
        double beyond = scroll.getContent().getLayoutBounds().getHeight() - scroll.getViewportBounds().getHeight();
        if (beyond > 0) {
            scroll.setVvalue(Math.min(1, (result.getBoundsInParent().getMaxY() + GAP - scroll.getViewportBounds().getHeight()) / beyond));
        }
    }

    private void list() {
        earlier.getChildren().clear();
        if (!model.earlier().isEmpty()) {
            var title = new Label(texts().get("export.earlier"));
            title.getStyleClass().add("text-bold");
            earlier.getChildren().add(title);
            model.earlier().forEach(one -> earlier.getChildren().add(new EarlierRow(one, model, desktop, texts(), units)));
            Hints.install(earlier);
        }
    }

    public ExportViewModel getModel() {
        return model;
    }

    @FXML
    private void choose() {
        model.choose();
    }

    @FXML
    private void export() {
        model.export();
    }

    private void measure() {
        model.formatProperty().set(Format.GGUF);
        which.setSelected(true);
        quality.measure();
    }

    @FXML
    private void cancel() {
        model.cancel();
    }

    @Override
    public void shown() {
        model.target().measure();
    }

    @Override
    public boolean escape() {
        return model.cancel() || quality.cancel();
    }

    @Override
    public List<Command> commands() {
        var any = Bindings.isNotEmpty(model.earlier());
        return List.of(new Command(texts().get("quality.command"), "fth-bar-chart-2", null, model.readyProperty(), this::measure), new Command(texts().get("export.command"), "fth-package", null, model.readyProperty(), this::export),
                new Command(texts().get("export.cancel.command"), "fth-x", null, model.runningProperty(), this::cancel),
                new Command(texts().get("export.show.command"), "fth-folder", null, any, () -> desktop.show(model.earlier().getFirst().file())));
    }
}
