package dev.atelier.view.chat;

import dev.atelier.ui.Scope;
import dev.atelier.ui.View;
import dev.atelier.view.chart.Units;
import java.util.List;
import javafx.fxml.FXML;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.Spinner;
import javafx.scene.control.SpinnerValueFactory.IntegerSpinnerValueFactory;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextFormatter;

/** How both models answer: saved as it changes. */
public final class ChatSettingsView extends View {
    private final ChatViewModel model;
    private final Recommended recommended;
    private final Units units;
    private boolean showing;
    @FXML private Slider temperature;
    @FXML private Label temperatureShown;
    @FXML private Slider topP;
    @FXML private Label topPShown;
    @FXML private Slider minP;
    @FXML private Label minPShown;
    @FXML private Slider penalty;
    @FXML private Label penaltyShown;
    @FXML private Spinner<Integer> topK;
    @FXML private Label topKShown;
    @FXML private Spinner<Integer> maxTokens;
    @FXML private Spinner<Integer> seed;
    @FXML private TextArea stop;
    @FXML private TextArea system;
    @FXML private Button recommend;

    @SuppressWarnings("NullAway.Init") // FXML sets the fields
    ChatSettingsView(Scope scope, ChatViewModel model, Recommended recommended, Units units) {
        super(scope);
        this.model = model;
        this.recommended = recommended;
        this.units = units;
    }

    @FXML
    private void initialize() {
        topK.setValueFactory(new IntegerSpinnerValueFactory(0, ChatSettings.WIDEST, 0, 10));
        maxTokens.setValueFactory(new IntegerSpinnerValueFactory(1, ChatSettings.MOST_TOKENS, 1, 32));
        seed.setValueFactory(new IntegerSpinnerValueFactory(0, Integer.MAX_VALUE, 0));
        show(model.settingsProperty().get());
        for (Slider slider : List.of(temperature, topP, minP, penalty)) {
            slider.valueProperty().subscribe((_, _) -> changed());
        }
        for (Spinner<Integer> spinner : List.of(topK, maxTokens, seed)) {
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
        for (TextArea area : List.of(stop, system)) {
            area.textProperty().subscribe((_, _) -> changed());
        }
        recommend.visibleProperty().bind(recommended.configProperty().isNotNull());
        recommend.managedProperty().bind(recommend.visibleProperty());
    }

    private void show(ChatSettings now) {
        showing = true;
        temperature.setValue(now.temperature());
        topP.setValue(now.topP());
        minP.setValue(now.minP());
        penalty.setValue(now.repetitionPenalty());
        topK.getValueFactory().setValue(now.topK());
        maxTokens.getValueFactory().setValue(now.maxTokens());
        seed.getValueFactory().setValue((int) now.seed());
        stop.setText(now.stop());
        system.setText(now.system());
        showing = false;
        tell(now);
    }

    private void changed() {
        if (showing || topK.getValue() == null || maxTokens.getValue() == null || seed.getValue() == null) {
            return;
        }
        var now = new ChatSettings(rounded(temperature.getValue(), 20), maxTokens.getValue(), seed.getValue(), system.getText(), topK.getValue(), rounded(topP.getValue(), 100),
                rounded(minP.getValue(), 100), rounded(penalty.getValue(), 100), stop.getText());
        model.settingsProperty().set(now);
        tell(now);
    }

    private static double rounded(double value, int steps) {
        return Math.round(value * steps) / (double) steps;
    }

    private void tell(ChatSettings now) {
        temperatureShown.setText(now.temperature() == 0 ? texts().get("chat.likeliest") : units.number(now.temperature(), 2));
        topPShown.setText(now.topP() == 1 ? texts().get("chat.off") : units.number(now.topP(), 2));
        minPShown.setText(now.minP() == 0 ? texts().get("chat.off") : units.number(now.minP(), 2));
        penaltyShown.setText(now.repetitionPenalty() == 1 ? texts().get("chat.off") : units.number(now.repetitionPenalty(), 2));
        topKShown.setText(now.topK() == 0 ? texts().get("chat.off") : "");
        topP.setDisable(now.temperature() == 0); // they choose what is drawn from, and nothing is drawn
        minP.setDisable(now.temperature() == 0);
        topK.setDisable(now.temperature() == 0);
    }

    @FXML
    private void recommend() {
        show(recommended.apply(model.settingsProperty().get()));
        changed();
    }
}
