package dev.atelier.view.frame;

import dev.atelier.ui.Scope;
import dev.atelier.ui.View;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.input.MouseEvent;
import org.jspecify.annotations.Nullable;

/** What is under the mouse or has the focus, explained: its accessibleHelp; else what the room is for. */
public final class HelpView extends View {
    private String room = "";
    private @Nullable Node explained;
    @FXML private Label roomTitle;
    @FXML private Label roomText;
    @FXML private Label title;
    @FXML private Label text;

    @SuppressWarnings("NullAway.Init") // FXML sets the fields
    HelpView(Scope scope) {
        super(scope);
    }

    /** Explains the room by this id. */
    void room(String id) {
        room = id;
        root();
        roomTitle.setText(texts().get("room." + room));
        roomText.setText(texts().get("room." + room + ".help"));
        explain(null);
    }

    /** Explains what the mouse and the focus point at in {@code scene}. */
    void follow(Scene scene) {
        scene.focusOwnerProperty().addListener((property, was, now) -> explain(now != null && now.isFocusVisible() ? helped(now) : null));
        scene.addEventFilter(MouseEvent.MOUSE_MOVED, event -> {
            Node node = event.getTarget() instanceof Node target ? helped(target) : null;
            if (node != null && node != explained) {
                explain(node);
            }
        });
    }

    private static @Nullable Node helped(@Nullable Node node) {
        Node found = node;
        while (found != null && (found.getAccessibleHelp() == null || found.getAccessibleHelp().isBlank())) {
            found = found.getParent();
        }
        return found;
    }

    private void explain(@Nullable Node node) {
        explained = node;
        title.setText(node == null ? "" : name(node));
        text.setText(node == null ? "" : node.getAccessibleHelp());
        title.setVisible(node != null);
        text.setVisible(node != null);
    }

    private static String name(Node node) {
        if (node.getAccessibleText() != null && !node.getAccessibleText().isBlank()) {
            return node.getAccessibleText();
        }
        return node instanceof Labeled labeled && labeled.getText() != null ? labeled.getText() : "";
    }
}
