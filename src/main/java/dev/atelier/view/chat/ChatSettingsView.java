package dev.atelier.view.chat;

import dev.atelier.ui.Scope;
import dev.atelier.ui.View;
import dev.atelier.view.chart.Units;
import java.util.List;
import javafx.fxml.FXML;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.Spinner;
import javafx.scene.control.SpinnerValueFactory.IntegerSpinnerValueFactory;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextFormatter;

/** How both models answer: saved as it changes. */
public final class ChatSettingsView extends View {
    private final ChatViewModel model;
    private final Units units;
    @FXML private Slider temperature;
    @FXML private Label temperatureShown;
    @FXML private Spinner<Integer> maxTokens;
    @FXML private Spinner<Integer> seed;
    @FXML private TextArea system;

    @SuppressWarnings("NullAway.Init") // FXML sets the fields
    ChatSettingsView(Scope scope, ChatViewModel model, Units units) {
        super(scope);
        this.model = model;
        this.units = units;
    }

    @FXML
    private void initialize() {
        ChatSettings first = model.settingsProperty().get();
        temperature.setValue(first.temperature());
        maxTokens.setValueFactory(new IntegerSpinnerValueFactory(1, ChatSettings.MOST_TOKENS, first.maxTokens(), 32));
        seed.setValueFactory(new IntegerSpinnerValueFactory(0, Integer.MAX_VALUE, (int) first.seed()));
        system.setText(first.system());
        temperature.valueProperty().subscribe((_, _) -> changed());
        for (Spinner<Integer> spinner : List.of(maxTokens, seed)) {
            spinner.getEditor().setTextFormatter(new TextFormatter<>(change -> change.getControlNewText().matches("\\d{0,9}") ? change : null));
            spinner.valueProperty().subscribe((_, _) -> changed());
            spinner.focusedProperty().addListener((property, was, now) -> {
                if (!now && spinner.getEditor().getText().isEmpty()) {
                    spinner.cancelEdit();
                } else if (!now) {
                    spinner.commitValue();
                }
            });
        }
        system.textProperty().subscribe((_, _) -> changed());
        changed();
    }

    private void changed() {
        if (maxTokens.getValue() == null || seed.getValue() == null) {
            return;
        }
        double value = Math.round(temperature.getValue() * 10) / 10.0;
        temperatureShown.setText(value == 0 ? texts().get("chat.likeliest") : units.number(value, 1));
        model.settingsProperty().set(new ChatSettings(value, maxTokens.getValue(), seed.getValue(), system.getText()));
    }
}
