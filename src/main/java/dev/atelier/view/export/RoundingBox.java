package dev.atelier.view.export;

import atlantafx.base.theme.Styles;
import dev.atelier.ui.Hints;
import dev.atelier.ui.Messages;
import dev.atelier.view.export.RoundingChoice.Imatrix;
import java.util.Locale;
import javafx.beans.InvalidationListener;
import javafx.collections.FXCollections;
import javafx.collections.ListChangeListener;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.kordamp.ikonli.javafx.FontIcon;

/** An importance matrix, and types for single matrices. */
final class RoundingBox extends VBox {
    private static final PseudoClass WRONG = PseudoClass.getPseudoClass("wrong");
    private static final double LABEL = 152;
    private final RoundingChoice model;
    private final Messages.Texts texts;
    private final VBox rows = new VBox(4);

    RoundingBox(RoundingChoice model, Messages.Texts texts) {
        super(8);
        this.model = model;
        this.texts = texts;
        getChildren().addAll(imatrix(), overrides());
        model.overrides().addListener((ListChangeListener<TypeChoice>) change -> {
            if (rows.getChildren().size() != model.overrides().size()) {
                list();
            }
        });
        list();
    }

    private HBox imatrix() {
        var choice = new ComboBox<>(FXCollections.observableArrayList(Imatrix.values()));
        choice.setConverter(new StringConverter<>() {
            @Override
            public String toString(Imatrix value) {
                return value == null ? "" : texts.get("export.imatrix." + value.name().toLowerCase(Locale.ROOT));
            }

            @Override
            public Imatrix fromString(String text) {
                return Imatrix.NONE;
            }
        });
        choice.setValue(model.imatrixProperty().get());
        choice.setOnAction(event -> {
            if (choice.getValue() != model.imatrixProperty().get()) {
                model.choose(choice.getValue());
                choice.setValue(model.imatrixProperty().get());
            }
        });
        model.imatrixProperty().subscribe(choice::setValue);
        choice.setAccessibleText(texts.get("export.imatrix"));
        choice.setAccessibleHelp(texts.get("export.imatrix.help"));
        var file = new Label();
        file.getStyleClass().add("muted");
        InvalidationListener told = any -> file.setText(model.imatrixProperty().get() == Imatrix.FILE && model.fileProperty().get() != null ? String.valueOf(model.fileProperty().get().getFileName()) : "");
        model.imatrixProperty().addListener(told);
        model.fileProperty().addListener(told);
        return line(texts.get("export.imatrix"), choice, file);
    }

    private HBox overrides() {
        var add = new Button(texts.get("export.override.add"), new FontIcon("fth-plus"));
        add.getStyleClass().addAll(Styles.SMALL, Styles.FLAT);
        add.setAccessibleHelp(texts.get("export.override.help"));
        add.setOnAction(event -> model.overrides().add(new TypeChoice()));
        return line(texts.get("export.override"), new VBox(4, rows, add));
    }

    static HBox line(String name, Node... nodes) {
        var label = new Label(name);
        label.setMinWidth(LABEL);
        label.setPrefWidth(LABEL);
        label.setWrapText(true);
        var line = new HBox(8, label);
        line.getChildren().addAll(nodes);
        line.setAlignment(Pos.CENTER_LEFT);
        return line;
    }

    private void list() {
        rows.getChildren().setAll(model.overrides().stream().map(this::row).toList());
        Hints.install(rows);
    }

    private HBox row(TypeChoice one) {
        var pattern = new TextField();
        pattern.setPromptText(texts.get("export.override.example"));
        pattern.getStyleClass().add("tabular");
        pattern.textProperty().bindBidirectional(one.patternProperty());
        one.patternProperty().subscribe(now -> pattern.pseudoClassStateChanged(WRONG, !one.valid()));
        pattern.setAccessibleText(texts.get("export.override.pattern"));
        pattern.setAccessibleHelp(texts.get("export.override.pattern.help"));
        var type = new ChoiceBox<>(FXCollections.observableArrayList(TypeChoice.TYPES));
        type.valueProperty().bindBidirectional(one.typeProperty());
        type.setAccessibleText(texts.get("export.override.type"));
        type.setAccessibleHelp(texts.get("export.override.type.help"));
        var remove = new Button("", new FontIcon("fth-x"));
        remove.getStyleClass().addAll(Styles.BUTTON_ICON, Styles.FLAT, Styles.SMALL);
        remove.setAccessibleText(texts.get("export.override.remove"));
        remove.setAccessibleHelp(texts.get("export.override.remove.help"));
        remove.setOnAction(event -> model.overrides().remove(one));
        var row = new HBox(8, pattern, new FontIcon("fth-arrow-right"), type, remove);
        row.setAlignment(Pos.CENTER_LEFT);
        return row;
    }
}
