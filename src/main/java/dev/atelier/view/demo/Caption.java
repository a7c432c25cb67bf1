package dev.atelier.view.demo;

import dev.atelier.ui.Messages;
import javafx.geometry.Bounds;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import org.jspecify.annotations.Nullable;

/** What the tour says, over the lower part of the window, and a ring around what it speaks of. The window under it can be used all the while. */
final class Caption extends Pane {
    private static final double GAP = 4;
    private final Label text = new Label();
    private final Region ring = new Region();
    private final HBox box;

    Caption(Messages.Texts texts, Runnable takeOver) {
        getStyleClass().add("tour");
        setPickOnBounds(false);
        text.setWrapText(true);
        HBox.setHgrow(text, Priority.ALWAYS);
        text.setMaxWidth(Double.MAX_VALUE);
        var mine = new Button(texts.get("tour.takeOver"));
        mine.setOnAction(event -> takeOver.run());
        mine.setAccessibleHelp(texts.get("tour.takeOver.help"));
        mine.setMinWidth(Region.USE_PREF_SIZE);
        mine.setFocusTraversable(false);
        box = new HBox(16, text, mine);
        box.setAlignment(Pos.CENTER_LEFT);
        box.getStyleClass().add("tour-caption");
        ring.getStyleClass().add("tour-ring");
        ring.setMouseTransparent(true);
        ring.setVisible(false);
        getChildren().addAll(ring, box);
        StackPane.setAlignment(this, Pos.CENTER);
    }

    /** Says {@code words}, pointing at {@code node} if there is one. */
    void say(String words, @Nullable Node node) {
        text.setText(words);
        point(node);
        requestLayout();
    }

    private void point(@Nullable Node node) {
        ring.setVisible(node != null);
        if (node != null) {
            Bounds at = sceneToLocal(node.localToScene(node.getLayoutBounds()));
            ring.resizeRelocate(at.getMinX() - GAP, at.getMinY() - GAP, at.getWidth() + 2 * GAP, at.getHeight() + 2 * GAP);
        }
    }

    @Override
    protected void layoutChildren() {
        double width = Math.min(720, getWidth() - 64);
        double height = box.prefHeight(width);
        box.resizeRelocate(Math.rint((getWidth() - width) / 2), Math.rint(getHeight() - height - 56), width, Math.ceil(height));
    }
}
