package dev.atelier.view.model;

import dev.atelier.ui.Hints;
import dev.atelier.ui.Scope;
import dev.atelier.ui.View;
import dev.atelier.view.model.Report.Action;
import java.nio.file.Path;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** A sheet over the room: what a file or folder is, and what can be done with it. A click beside it, or Esc, puts it away. */
public final class InspectView extends View {
    private final InspectViewModel model;
    @FXML private StackPane ground;
    @FXML private Label name;
    @FXML private Label kind;
    @FXML private Label path;
    @FXML private Button close;
    @FXML private HBox loading;
    @FXML private ScrollPane scroll;
    @FXML private VBox content;
    @FXML private VBox problems;
    @FXML private FactsGrid facts;
    @FXML private VBox partsBox;
    @FXML private PartsBar parts;
    @FXML private VBox lampsBox;
    @FXML private VBox lamps;
    @FXML private HBox actions;

    @SuppressWarnings("NullAway.Init") // FXML sets the fields
    InspectView(Scope scope, InspectViewModel model) {
        super(scope);
        this.model = model;
    }

    @FXML
    private void initialize() {
        for (Node node : new Node[] {ground, kind, loading, problems, facts, partsBox, lampsBox, actions}) {
            node.managedProperty().bind(node.visibleProperty());
        }
        ground.visibleProperty().bind(model.pathProperty().isNotNull());
        loading.visibleProperty().bind(model.reportProperty().isNull());
        ground.setOnMouseClicked(event -> {
            if (event.getTarget() == ground) {
                model.close();
            }
        });
        ground.addEventFilter(KeyEvent.KEY_PRESSED, this::key);
        content.heightProperty().subscribe(height -> scroll.setPrefHeight(Math.ceil(height.doubleValue()))); // as high as wrapped lines make it
        model.pathProperty().subscribe(this::looking);
        model.reportProperty().subscribe(this::show);
    }

    /** Enter means the button that has the focus, and none of the room's. */
    private void key(KeyEvent event) {
        if (event.getCode() == KeyCode.ENTER && event.getTarget() instanceof Button button) {
            event.consume();
            button.fire();
        }
    }

    private void looking(@Nullable Path at) {
        if (at != null) {
            name.setText(at.getFileName() == null ? at.toString() : at.getFileName().toString());
            path.setText(at.toString());
            close.requestFocus();
        }
    }

    private void show(@Nullable Report report) {
        problems.setVisible(report != null && !report.problems().isEmpty());
        facts.setVisible(report != null && !report.facts().isEmpty());
        partsBox.setVisible(report != null && !report.parts().isEmpty());
        lampsBox.setVisible(report != null && !report.lamps().isEmpty());
        actions.setVisible(report != null && !report.actions().isEmpty());
        kind.setVisible(report != null);
        if (report == null) {
            return;
        }
        name.setText(report.title());
        kind.setText(report.kind().isEmpty() ? texts().get("inspect.unknown") : report.kind());
        path.setText(report.path().toString());
        problems.getChildren().setAll(report.problems().stream().map(InspectView::problem).toList());
        facts.show(report.facts());
        parts.show(report.parts());
        lamps.getChildren().setAll(report.lamps().stream().map(lamp -> new LampRow(lamp, texts())).toList());
        actions.getChildren().setAll(report.actions().reversed().stream().map(this::button).toList());
        if (!report.actions().isEmpty()) {
            Node first = actions.getChildren().getLast();
            first.getStyleClass().add("accent");
            first.requestFocus();
        }
    }

    private static Node problem(String text) {
        var line = new Label(text, new FontIcon("fth-alert-triangle"));
        line.setWrapText(true);
        line.setMinHeight(Region.USE_PREF_SIZE);
        return line;
    }

    private Button button(Action action) {
        var button = new Button(texts().get(action.does().key()), new FontIcon(action.does().icon()));
        button.setAccessibleHelp(texts().get(action.does().key() + ".help", action.path()));
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(event -> model.take(action));
        Hints.install(button);
        return button;
    }

    @FXML
    private void close() {
        model.close();
    }
}
