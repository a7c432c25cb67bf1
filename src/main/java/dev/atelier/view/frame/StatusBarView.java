package dev.atelier.view.frame;

import dev.atelier.ui.Scope;
import dev.atelier.ui.View;
import dev.atelier.view.chart.MemoryGauge;
import dev.atelier.view.chart.Units;
import javafx.fxml.FXML;
import javafx.scene.layout.HBox;

/** The bar that never leaves: device, memory, the job at work. */
public final class StatusBarView extends View {
    private final StatusBarViewModel model;
    private final FrameViewModel frame;
    private final Units units;
    @FXML private MemoryGauge gauge;
    @FXML private HBox job;

    @SuppressWarnings("NullAway.Init") // FXML sets the fields
    StatusBarView(Scope scope, StatusBarViewModel model, FrameViewModel frame, Units units) {
        super(scope);
        this.model = model;
        this.frame = frame;
        this.units = units;
    }

    @FXML
    private void initialize() {
        gauge.unitsProperty().set(units);
        gauge.memoryProperty().bind(model.memoryProperty());
        gauge.setOnMouseClicked(event -> frame.go("adapter"));
        job.managedProperty().bind(job.visibleProperty());
        job.setOnMouseClicked(event -> frame.go("train"));
    }

    public StatusBarViewModel getModel() {
        return model;
    }

    @FXML
    private void stop() {
        model.stop();
    }
}
