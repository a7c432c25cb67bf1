package dev.atelier.view.adapter;

import dev.atelier.ui.Dialogs;
import dev.atelier.ui.Scope;
import dev.atelier.ui.View;
import dev.atelier.view.NumberSpinners;
import dev.atelier.view.chart.RankGrid;
import dev.atelier.view.chart.RankSwatch;
import dev.atelier.view.chart.Units;
import dev.atelier.view.project.Project;
import java.util.List;
import javafx.fxml.FXML;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.Spinner;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;

/** The map of ranks with its brushes and presets. */
public final class MapView extends View {
    private static final List<Integer> BRUSHES = List.of(0, 2, 4, 8, 16, 32, 64, 128);
    private static final int HIGHEST = 4096;
    private final MapViewModel model;
    private final MapFiles files;
    private final Dialogs dialogs;
    private final Project project;
    private final Units units;
    private final ToggleGroup brushes = new ToggleGroup();
    @FXML private RankGrid grid;
    @FXML private HBox swatches;
    @FXML private Spinner<Double> brush;
    @FXML private CheckBox steady;
    @FXML private HBox presets;
    @FXML private Button take;
    @FXML private Button write;
    @FXML private HBox painting;
    @FXML private Spinner<Double> last;
    @FXML private ToggleButton whole;
    @FXML private Label line;

    @SuppressWarnings("NullAway.Init") // FXML sets the fields
    MapView(Scope scope, MapViewModel model, MapFiles files, Dialogs dialogs, Project project, Units units) {
        super(scope);
        this.model = model;
        this.files = files;
        this.dialogs = dialogs;
        this.project = project;
        this.units = units;
    }

    @FXML
    private void initialize() {
        grid.unitsProperty().set(units);
        grid.cellsProperty().bind(model.cellsProperty());
        grid.setPainter(model);
        grid.disableProperty().bind(model.paintableProperty().not());
        painting.disableProperty().bind(grid.disableProperty());
        presets.disableProperty().bind(grid.disableProperty());
        take.disableProperty().bind(grid.disableProperty());
        write.disableProperty().bind(model.mapProperty().isNull());
        BRUSHES.forEach(rank -> swatches.getChildren().add(swatch(rank)));
        model.brushProperty().subscribe(now -> brushes.getToggles().forEach(each -> each.setSelected(((RankSwatch) each).rank() == now.intValue())));
        NumberSpinners.bind(brush, model.brushProperty(), 0, HIGHEST, 1, 0, units);
        NumberSpinners.bind(last, model.lastProperty(), 1, HIGHEST, 1, 0, units);
        steady.selectedProperty().bindBidirectional(model.steadyProperty());
        whole.selectedProperty().subscribe(grid::setWhole);
        grid.pointedProperty().subscribe(_ -> tell());
        model.cellsProperty().subscribe(_ -> tell());
    }

    private RankSwatch swatch(int rank) {
        var swatch = new RankSwatch(rank);
        swatch.setToggleGroup(brushes);
        swatch.setAccessibleText(rank == 0 ? texts().get("adapter.map.brush.none") : texts().get("adapter.map.brush.rank", rank));
        swatch.setAccessibleHelp(texts().get("adapter.map.brush.help"));
        swatch.setOnAction(event -> {
            model.brushProperty().set(rank);
            swatch.setSelected(true);
        });
        return swatch;
    }

    private void tell() {
        var spot = grid.pointedProperty().get();
        line.setText(spot == null ? model.summary() : model.line(spot));
    }

    @FXML
    private void everyLayer() {
        model.everyLayer();
    }

    @FXML
    private void lastLayers() {
        model.lastLayers();
    }

    @FXML
    private void secondLayers() {
        model.secondLayers();
    }

    @FXML
    private void none() {
        model.none();
    }

    @FXML
    private void take() {
        dialogs.openFile(texts().get("adapter.map.import.title"), texts().get("adapter.map.kind"), List.of("*.json")).ifPresent(files::take);
    }

    @FXML
    private void write() {
        dialogs.saveFile(texts().get("adapter.map.export.title"), project.folder(), "rank_pattern.json", texts().get("adapter.map.kind"), List.of("*.json")).ifPresent(files::write);
    }

    public MapViewModel getModel() {
        return model;
    }
}
