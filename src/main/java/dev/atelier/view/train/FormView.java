package dev.atelier.view.train;

import dev.atelier.memory.Verdict;
import dev.atelier.ui.Scope;
import dev.atelier.ui.View;
import dev.atelier.view.fit.AdviceLine;
import dev.atelier.view.fit.AdviceViewModel;
import dev.atelier.view.setting.SettingControl;
import dev.atelier.view.setting.SettingField;
import java.util.List;
import java.util.Locale;
import javafx.beans.binding.Bindings;
import javafx.fxml.FXML;
import javafx.scene.control.Label;
import javafx.scene.control.TitledPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.VBox;

/** The settings of the next run: nine fields, the others behind a button, folded to a line while nobody looks at them. */
public final class FormView extends View {
    /** That of a field. */
    private static final double BATCH_HEIGHT = 32;
    private final FormViewModel model;
    private final AdviceViewModel fits;
    @FXML private TitledPane form;
    @FXML private FlowPane basics;
    @FXML private Label plan;
    @FXML private AdviceLine advice;
    @FXML private ToggleButton more;
    @FXML private VBox groups;

    @SuppressWarnings("NullAway.Init") // FXML sets the fields
    FormView(Scope scope, FormViewModel model, AdviceViewModel fits) {
        super(scope);
        this.model = model;
        this.fits = fits;
    }

    @FXML
    private void initialize() {
        form.expandedProperty().bindBidirectional(model.openProperty());
        form.textProperty().bind(Bindings.when(model.openProperty()).then(texts().get("form.title")).otherwise(model.summaryProperty()));
        for (String name : FormViewModel.SHORT) {
            basics.getChildren().add(new SettingControl(model.field(name), texts()));
            if (name.equals("accumulation")) {
                basics.getChildren().add(batch());
            }
        }
        advice.show(fits, verdict -> verdict == Verdict.FITS);
        plan.textProperty().bind(model.planProperty());
        groups.visibleProperty().bind(more.selectedProperty());
        groups.managedProperty().bind(more.selectedProperty());
        more.textProperty().bind(Bindings.when(more.selectedProperty()).then(texts().get("form.fewer")).otherwise(texts().get("form.more")));
        model.more().forEach((group, fields) -> addGroup(texts().get("setting.group." + group.name().toLowerCase(Locale.ROOT)), fields));
    }

    private VBox batch() {
        var name = new Label(texts().get("form.batch"));
        var value = new Label();
        value.textProperty().bind(model.batchProperty());
        value.setAccessibleHelp(texts().get("form.batch.help"));
        value.setMinHeight(BATCH_HEIGHT);
        var key = new Label(texts().get("form.batch.key"));
        key.getStyleClass().add("setting-key");
        var box = new VBox(4, name, value, key);
        box.setPrefWidth(SettingControl.WIDTH);
        return box;
    }

    private void addGroup(String name, List<SettingField> fields) {
        if (!fields.isEmpty()) {
            var heading = new Label(name);
            heading.getStyleClass().add("text-bold");
            var grid = new FlowPane(8, 8);
            fields.forEach(field -> grid.getChildren().add(new SettingControl(field, texts())));
            groups.getChildren().addAll(heading, grid);
        }
    }
}
