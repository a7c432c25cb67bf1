package dev.atelier.view.train;

import dev.atelier.ui.Scope;
import dev.atelier.ui.View;
import dev.atelier.view.chart.LossChart;
import dev.atelier.view.chart.Units;
import dev.atelier.view.train.CurvesViewModel.Figure;
import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** The run in sight in numbers and as curves. */
public final class CurvesView extends View {
    private static final int COLUMNS = 6;
    private static final double LARGE = 320;
    private static final double SMALL = 160;
    private final CurvesViewModel model;
    private final Units units;
    @FXML private GridPane figures;
    @FXML private HBox controls;
    @FXML private Label diagnosis;
    @FXML private ToggleButton log;
    @FXML private ToggleButton table;
    @FXML private Slider smoothing;
    @FXML private LossChart chart;

    @SuppressWarnings("NullAway.Init") // FXML sets the fields
    CurvesView(Scope scope, CurvesViewModel model, Units units) {
        super(scope);
        this.model = model;
        this.units = units;
    }

    @FXML
    private void initialize() {
        int count = 0;
        for (Figure figure : Figure.values()) {
            VBox tile = tile(figure);
            GridPane.setHgrow(tile, Priority.ALWAYS);
            if (figure == Figure.ACCURACY) {
                count--; // in perplexity's place
            }
            figures.add(tile, count % COLUMNS, count / COLUMNS);
            count++;
            if (figure == Figure.PERPLEXITY) {
                tile.visibleProperty().bind(model.classifiesProperty().not());
            } else if (figure == Figure.ACCURACY) {
                tile.visibleProperty().bind(model.classifiesProperty());
            }
        }
        BooleanBinding there = model.runProperty().isNotNull();
        for (Node node : List.of(figures, controls)) {
            node.visibleProperty().bind(there);
            node.managedProperty().bind(there);
        }
        chart.minHeightProperty().bind(Bindings.when(there).then(LARGE).otherwise(SMALL));
        diagnosis.textProperty().bind(model.diagnosisProperty());
        diagnosis.visibleProperty().bind(diagnosis.textProperty().isNotEmpty());
        chart.unitsProperty().set(units);
        chart.logScaleProperty().bindBidirectional(model.logScaleProperty());
        chart.smoothingProperty().bind(model.smoothingProperty());
        chart.tableShownProperty().bindBidirectional(table.selectedProperty());
        log.selectedProperty().bindBidirectional(model.logScaleProperty());
        smoothing.valueProperty().bindBidirectional(model.smoothingProperty());
        var feed = new CurveFeed(chart);
        model.runProperty().subscribe(feed::follow);
    }

    private VBox tile(Figure figure) {
        var caption = new Label(texts().get(figure.key()));
        caption.getStyleClass().add("figure-name");
        var value = new Label();
        value.textProperty().bind(model.figure(figure));
        value.getStyleClass().add("figure-value");
        value.setId("figure-" + figure.name());
        caption.setLabelFor(value);
        value.setAccessibleHelp(texts().get(figure.key() + ".help"));
        caption.setAccessibleHelp(texts().get(figure.key() + ".help"));
        var tile = new VBox(caption, value);
        tile.setPrefWidth(0);
        return tile;
    }
}
