package dev.atelier.view.setting;

import dev.atelier.ui.Messages;
import java.lang.reflect.ParameterizedType;
import javafx.css.PseudoClass;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.kordamp.ikonli.javafx.FontIcon;

/** A setting's name in the user's language, its field, below it in small print its name in files, and what is wrong with it if something is. */
public final class SettingControl extends VBox {
    private static final PseudoClass WRONG = PseudoClass.getPseudoClass("wrong");
    private static final double HEIGHT = 32;
    /** Of a field for one value, in pixels. */
    public static final double WIDTH = 145;
    private final Messages.Texts texts;

    public SettingControl(SettingField field, Messages.Texts texts) {
        super(4);
        this.texts = texts;
        boolean list = field.info().type() instanceof ParameterizedType;
        double width = list ? 2 * WIDTH + 8 : WIDTH;
        setPrefWidth(width);
        setMaxWidth(width);
        getStyleClass().add("setting");
        Control control = control(field);
        control.setMaxWidth(Double.MAX_VALUE);
        control.setId("setting-" + field.info().name());
        control.setAccessibleText(field.name());
        control.setAccessibleHelp(field.help());
        var name = new Label(field.name());
        name.setLabelFor(control);
        var small = new Label(field.info().name());
        small.getStyleClass().add("setting-key");
        var problem = new Label();
        problem.setGraphic(new FontIcon("fth-alert-circle"));
        problem.getStyleClass().addAll("problem", "setting-problem");
        problem.setWrapText(true);
        problem.textProperty().bind(field.problemProperty());
        problem.visibleProperty().bind(field.problemProperty().isNotEmpty());
        problem.managedProperty().bind(problem.visibleProperty());
        small.visibleProperty().bind(problem.visibleProperty().not());
        small.managedProperty().bind(small.visibleProperty());
        field.problemProperty().subscribe(now -> control.pseudoClassStateChanged(WRONG, !now.isEmpty()));
        getChildren().addAll(name, control, small, problem);
    }

    private Control control(SettingField field) {
        if (field.info().type() == boolean.class) {
            var box = new CheckBox();
            box.setMinHeight(HEIGHT);
            box.setSelected(Boolean.parseBoolean(field.textProperty().get()));
            box.selectedProperty().addListener((property, was, now) -> {
                field.textProperty().set(now.toString());
                field.commit();
            });
            field.textProperty().addListener((property, was, now) -> box.setSelected(Boolean.parseBoolean(now)));
            return box;
        }
        return field.info().choices().isEmpty() ? text(field) : choice(field);
    }

    private ComboBox<String> choice(SettingField field) {
        var box = new ComboBox<String>();
        box.getItems().setAll(field.info().choices());
        box.setConverter(new StringConverter<>() {
            @Override
            public String toString(String value) {
                return value == null ? "" : shown(field, value);
            }

            @Override
            public String fromString(String text) {
                return text;
            }
        });
        box.valueProperty().bindBidirectional(field.textProperty());
        box.valueProperty().addListener((property, was, now) -> field.commit());
        return box;
    }

    private String shown(SettingField field, String value) {
        String key = "choice." + field.info().name() + "." + value;
        return texts.has(key) ? texts.get(key) : value;
    }

    private static TextField text(SettingField field) {
        var box = new TextField();
        box.textProperty().bindBidirectional(field.textProperty());
        box.setOnAction(event -> field.commit());
        box.focusedProperty().addListener((property, was, now) -> {
            if (!now) {
                field.commit();
            }
        });
        return box;
    }
}
