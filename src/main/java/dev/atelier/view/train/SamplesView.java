package dev.atelier.view.train;

import dev.atelier.domain.RunEvent;
import dev.atelier.ui.Scope;
import dev.atelier.ui.View;
import dev.atelier.view.chart.ConfusionMatrix;
import java.util.function.Function;
import javafx.beans.binding.Bindings;
import javafx.beans.property.SimpleStringProperty;
import javafx.fxml.FXML;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** Validation rows as the model answered them, evaluation by evaluation. */
public final class SamplesView extends View {
    private final SamplesViewModel model;
    @FXML private VBox box;
    @FXML private Label title;
    @FXML private HBox steps;
    @FXML private Button earlier;
    @FXML private Button later;
    @FXML private Slider step;
    @FXML private TableView<RunEvent.Sample> samples;
    @FXML private TableColumn<RunEvent.Sample, String> prompt;
    @FXML private TableColumn<RunEvent.Sample, String> expected;
    @FXML private TableColumn<RunEvent.Sample, String> answer;
    @FXML private VBox classes;
    @FXML private ConfusionMatrix confusion;

    @SuppressWarnings("NullAway.Init") // FXML sets the fields
    SamplesView(Scope scope, SamplesViewModel model) {
        super(scope);
        this.model = model;
    }

    @FXML
    private void initialize() {
        box.visibleProperty().bind(model.thereProperty());
        box.managedProperty().bind(box.visibleProperty());
        title.textProperty().bind(model.titleProperty());
        samples.setItems(model.rows());
        samples.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_ALL_COLUMNS);
        samples.setSelectionModel(null);
        column(prompt, RunEvent.Sample::prompt);
        column(expected, RunEvent.Sample::expected);
        column(answer, RunEvent.Sample::answer);
        model.classesProperty().subscribe(scores -> confusion.show(scores, (right, answered, count, rows) -> texts().get("confusion.cell", right, answered, count, rows)));
        classes.visibleProperty().bind(Bindings.isNotEmpty(confusion.getChildren()));
        classes.managedProperty().bind(classes.visibleProperty());
        steps.visibleProperty().bind(model.lastProperty().greaterThan(0));
        step.maxProperty().bind(Bindings.max(1, model.lastProperty()));
        step.valueProperty().bindBidirectional(model.chosenProperty());
        earlier.disableProperty().bind(model.chosenProperty().lessThan(1));
        later.disableProperty().bind(model.chosenProperty().greaterThanOrEqualTo(model.lastProperty()));
    }

    private static void column(TableColumn<RunEvent.Sample, String> column, Function<RunEvent.Sample, String> text) {
        column.setCellValueFactory(row -> new SimpleStringProperty(text.apply(row.getValue())));
        column.setCellFactory(made -> new WrappedCell());
    }

    @FXML
    private void earlier() {
        model.chosenProperty().set(model.chosenProperty().get() - 1);
    }

    @FXML
    private void later() {
        model.chosenProperty().set(model.chosenProperty().get() + 1);
    }
}
