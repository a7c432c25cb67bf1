package dev.atelier.view.chat;

import atlantafx.base.theme.Styles;
import dev.atelier.store.ChatMessage.Role;
import dev.atelier.ui.Messages;
import javafx.beans.binding.Bindings;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;

/** One answer: its text as it grows, its speed, and what can be done with it. */
final class AnswerNode extends VBox {
    private final Answer answer;
    private final ChatViewModel model;
    private final Messages.Texts texts;
    private final AnswerText text = new AnswerText();
    private final Label absent = line("muted");
    private final Label problem = line("problem");
    private final Label told = new Label();
    private final Button again;
    private final HBox actions = new HBox();

    AnswerNode(Turn turn, Role role, ChatViewModel model, Messages.Texts texts) {
        this.answer = turn.answer(role);
        this.model = model;
        this.texts = texts;
        getStyleClass().add("answer");
        setMinWidth(0);
        problem.setGraphic(new FontIcon("fth-alert-triangle"));
        told.getStyleClass().addAll("answer-told");
        told.setWrapText(true);
        told.setMinHeight(Region.USE_PREF_SIZE);
        told.setAccessibleHelp(texts.get("chat.told.help"));
        again = new Button(texts.get("chat.again"), new FontIcon("fth-rotate-cw"));
        again.setAccessibleHelp(texts.get("chat.again.help"));
        again.getStyleClass().add(Styles.SMALL);
        again.setOnAction(event -> model.again(turn, role));
        actions.getStyleClass().add("answer-actions");
        actions.getChildren().addAll(thumb(1, "fth-thumbs-up", "chat.good"), thumb(-1, "fth-thumbs-down", "chat.bad"), copy(), others(turn, role));
        getChildren().addAll(text, absent, problem, again, told, actions);
        getChildren().forEach(child -> child.managedProperty().bind(child.visibleProperty()));
        answer.stateProperty().subscribe((_, _) -> update());
        answer.textProperty().subscribe((_, _) -> update());
        answer.makingProperty().subscribe((_, _) -> update());
        model.voices().of(role).subscribe(voice -> update());
        model.runningProperty().subscribe(running -> update());
    }

    private void update() {
        Answer.State state = answer.stateProperty().get();
        boolean ended = state == Answer.State.DONE || state == Answer.State.STOPPED;
        String said = answer.textProperty().get();
        text.show(said, answer.running());
        text.setVisible(answer.running() || !said.isEmpty());
        absent.setText(ended ? texts.get("chat.silent") : model.missing(answer));
        absent.setVisible(said.isEmpty() && (state == Answer.State.MISSING || ended));
        problem.setText(answer.problemProperty().get());
        problem.setVisible(state == Answer.State.FAILED);
        again.setVisible(!ended && model.repeatable(answer));
        again.setDisable(model.runningProperty().get());
        told.setText(model.told(answer));
        told.setVisible(!told.getText().isEmpty());
        actions.setVisible(ended);
    }

    private ToggleButton thumb(int value, String icon, String key) {
        var thumb = named(new ToggleButton(), icon, key);
        answer.ratingProperty().subscribe(rating -> thumb.setSelected(rating.intValue() == value));
        thumb.setOnAction(event -> {
            model.rate(answer, value);
            thumb.setSelected(answer.ratingProperty().get() == value);
        });
        thumb.disableProperty().bind(answer.keptProperty().not());
        return thumb;
    }

    /** Has someone else answer instead. */
    private Node others(Turn turn, Role role) {
        var others = named(new MenuButton(), "fth-rotate-cw", "chat.others");
        others.getStyleClass().add("no-arrow");
        others.setOnShowing(event -> others.getItems().setAll(model.voices().all(role).stream().map(voice -> {
            var item = new MenuItem(model.voices().name(voice));
            item.setMnemonicParsing(false);
            item.setOnAction(chosen -> model.again(turn, role, voice));
            return item;
        }).toList()));
        others.getItems().add(new MenuItem()); // a menu without any is never about to show
        others.disableProperty().bind(model.runningProperty().or(Bindings.isEmpty(model.voices().all(role))));
        return others;
    }

    private Node copy() {
        var copy = named(new Button(), "fth-copy", "chat.copy");
        copy.setOnAction(event -> {
            var content = new ClipboardContent();
            content.putString(answer.textProperty().get());
            Clipboard.getSystemClipboard().setContent(content);
            ((FontIcon) copy.getGraphic()).setIconLiteral("fth-check");
        });
        copy.focusedProperty().addListener((property, was, now) -> ((FontIcon) copy.getGraphic()).setIconLiteral("fth-copy"));
        return copy;
    }

    private <B extends ButtonBase> B named(B button, String icon, String key) {
        button.setGraphic(new FontIcon(icon));
        button.getStyleClass().addAll(Styles.BUTTON_ICON, Styles.FLAT, Styles.SMALL);
        button.setAccessibleText(texts.get(key));
        button.setAccessibleHelp(texts.get(key + ".help"));
        return button;
    }

    private static Label line(String style) {
        var line = new Label();
        line.setWrapText(true);
        line.setMinHeight(Region.USE_PREF_SIZE);
        line.getStyleClass().add(style);
        return line;
    }
}
