package dev.atelier.view.chat;

import dev.atelier.store.ChatMessage.Role;
import dev.atelier.ui.Messages;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** A question across, its answers in two columns under it. */
final class TurnNode extends VBox {
    TurnNode(Turn turn, ChatViewModel model, Messages.Texts texts) {
        super(12);
        var question = new Label(turn.question());
        question.setWrapText(true);
        question.setMaxWidth(Double.MAX_VALUE);
        question.setMinHeight(Region.USE_PREF_SIZE);
        question.getStyleClass().add("question");
        question.setAccessibleText(texts.get("chat.question.name", turn.question()));
        var answers = new GridPane(16, 0);
        for (int i = 0; i < 2; i++) {
            var half = new ColumnConstraints();
            half.setPercentWidth(50);
            half.setMinWidth(0);
            answers.getColumnConstraints().add(half);
        }
        answers.add(new AnswerNode(turn, Role.BASE, model, texts), 0, 0);
        answers.add(new AnswerNode(turn, Role.TUNED, model, texts), 1, 0);
        getChildren().addAll(question, answers);
    }
}
