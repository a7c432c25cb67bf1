package dev.atelier.view.chat;

import dev.atelier.store.ChatMessage.Role;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import javafx.application.Platform;
import javafx.beans.InvalidationListener;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ObjectProperty;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ListCell;
import org.jspecify.annotations.Nullable;

/** The head of a column: who answers in it, as a combo box. */
final class VoiceBox {
    private final ComboBox<Voice> box;
    private final Voices voices;
    private final ObjectProperty<@Nullable Voice> chosen;
    private final DateTimeFormatter date;

    VoiceBox(ComboBox<Voice> box, Voices voices, Role role, Locale locale) {
        this.box = box;
        this.voices = voices;
        this.chosen = voices.of(role);
        this.date = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.SHORT).withLocale(locale).withZone(ZoneId.systemDefault());
        box.setCellFactory(list -> new Line(true));
        box.setButtonCell(new Line(false));
        box.setItems(voices.all(role));
        box.disableProperty().bind(Bindings.isEmpty(voices.all(role)));
        chosen.subscribe(voice -> show());
        InvalidationListener changed = list -> Platform.runLater(this::show); // after the box has taken in the list
        voices.all(role).addListener(changed);
        voices.baseProperty().addListener(changed);
        box.valueProperty().addListener((property, was, now) -> {
            if (now != null && !now.equals(chosen.get())) {
                chosen.set(now);
            }
        });
    }

    private void show() {
        box.setValue(chosen.get());
        box.setButtonCell(new Line(false));
    }

    private final class Line extends ListCell<Voice> {
        private final boolean dated;

        Line(boolean dated) {
            this.dated = dated;
        }

        @Override
        protected void updateItem(@Nullable Voice voice, boolean isEmpty) {
            super.updateItem(voice, isEmpty);
            if (voice == null || isEmpty) {
                setText(dated ? "" : box.getPromptText());
            } else {
                setText(dated && voice.run() != null ? voices.name(voice) + "  ·  " + date.format(voice.run().created()) : voices.name(voice));
            }
        }
    }
}
