package dev.atelier.view.frame;

import dev.atelier.ui.Command;
import dev.atelier.ui.Messages.Texts;
import java.text.Normalizer;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import javafx.collections.FXCollections;
import javafx.collections.transformation.FilteredList;
import javafx.collections.transformation.SortedList;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.Popup;
import javafx.stage.Window;
import org.kordamp.ikonli.javafx.FontIcon;

/** Every action by its name: type a part of it, Enter does it. */
final class Palette {
    private static final double WIDTH = 560;
    private final Popup popup = new Popup();
    private final TextField query = new TextField();
    private final FilteredList<Command> found;
    private final SortedList<Command> best;
    private final ListView<Command> list;

    Palette(Texts texts, List<Command> commands) {
        found = new FilteredList<>(FXCollections.observableArrayList(commands.stream().filter(command -> command.enabled().get()).toList()));
        best = new SortedList<>(found);
        list = new ListView<>(best);
        list.setCellFactory(view -> new Row());
        list.setAccessibleText(texts.get("palette.list"));
        list.setPrefHeight(360);
        list.setPlaceholder(new Label(texts.get("palette.none")));
        list.setOnMouseClicked(event -> run());
        list.getSelectionModel().selectFirst();
        query.setPromptText(texts.get("palette.prompt"));
        query.setAccessibleText(texts.get("palette.prompt"));
        query.textProperty().addListener((property, was, now) -> filter(now));
        query.addEventFilter(KeyEvent.KEY_PRESSED, this::key);
        var box = new VBox(8, query, list);
        box.getStyleClass().add("palette");
        box.setPrefWidth(WIDTH);
        popup.getContent().add(box);
        popup.setAutoHide(true);
        popup.setHideOnEscape(true);
    }

    void show(Window owner) {
        popup.show(owner, owner.getX() + (owner.getWidth() - WIDTH) / 2, owner.getY() + 88);
        query.requestFocus();
    }

    private void filter(String text) {
        String[] words = plain(text).split("\\s+");
        found.setPredicate(command -> {
            String name = plain(command.name());
            for (String word : words) {
                if (!name.contains(word)) {
                    return false;
                }
            }
            return true;
        });
        best.setComparator(Comparator.comparingInt(command -> words[0].isEmpty() ? 0 : (" " + plain(command.name())).indexOf(" " + words[0]) < 0 ? 1 : 0));
        list.getSelectionModel().selectFirst();
    }

    /** Small letters without accents. */
    private static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD).replaceAll("\\p{M}", "").toLowerCase(Locale.ROOT);
    }

    private void key(KeyEvent event) {
        KeyCode code = event.getCode();
        if (code == KeyCode.ENTER) {
            run();
        } else if (code == KeyCode.DOWN || code == KeyCode.UP) {
            int next = list.getSelectionModel().getSelectedIndex() + (code == KeyCode.DOWN ? 1 : -1);
            list.getSelectionModel().clearAndSelect(Math.clamp(next, 0, Math.max(0, found.size() - 1)));
            list.scrollTo(list.getSelectionModel().getSelectedIndex());
            event.consume();
        }
    }

    private void run() {
        Command command = list.getSelectionModel().getSelectedItem();
        if (command != null) {
            popup.hide();
            command.fire();
        }
    }

    private static final class Row extends ListCell<Command> {
        @Override
        protected void updateItem(Command command, boolean empty) {
            super.updateItem(command, empty);
            if (empty || command == null) {
                setGraphic(null);
                return;
            }
            var space = new Region();
            HBox.setHgrow(space, Priority.ALWAYS);
            var key = new Label(command.key() == null ? "" : command.key().getDisplayText());
            key.getStyleClass().add("text-muted");
            var row = new HBox(12, new FontIcon(command.icon()), new Label(command.name()), space, key);
            row.setAlignment(javafx.geometry.Pos.CENTER_LEFT);
            setGraphic(row);
        }
    }
}
