package dev.atelier.view.chat;

import dev.atelier.ui.Messages;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import javafx.application.Platform;
import javafx.beans.InvalidationListener;
import javafx.beans.binding.Bindings;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ListCell;
import org.jspecify.annotations.Nullable;

/** The conversations as a combo box: titles, in the list with their dates. */
final class TalkBox {
    private final ComboBox<Talk> box;
    private final Talks talks;
    private final DateTimeFormatter date;

    TalkBox(ComboBox<Talk> box, Talks talks, Messages.Texts texts) {
        this.box = box;
        this.talks = talks;
        this.date = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.SHORT).withLocale(texts.getLocale()).withZone(ZoneId.systemDefault());
        box.setCellFactory(list -> new Line(true));
        box.setButtonCell(new Line(false));
        box.setItems(talks.all());
        box.disableProperty().bind(Bindings.isEmpty(talks.all()));
        talks.currentProperty().subscribe(talk -> show());
        InvalidationListener changed = list -> Platform.runLater(this::show); // after the box has taken in the list
        talks.all().addListener(changed);
        box.valueProperty().addListener((property, was, now) -> {
            if (now != null && now != talks.current()) {
                talks.open(now);
            }
        });
    }

    private void show() {
        box.setValue(talks.all().contains(talks.current()) ? talks.current() : null);
    }

    private final class Line extends ListCell<Talk> {
        private final boolean dated;

        Line(boolean dated) {
            this.dated = dated;
        }

        @Override
        protected void updateItem(@Nullable Talk talk, boolean isEmpty) {
            super.updateItem(talk, isEmpty);
            textProperty().unbind();
            if (talk != null && !isEmpty) {
                textProperty().bind(dated ? Bindings.concat(talk.titleProperty(), "  ·  ", date.format(talk.created())) : talk.titleProperty());
            } else {
                setText(dated ? "" : box.getPromptText());
            }
        }
    }
}
