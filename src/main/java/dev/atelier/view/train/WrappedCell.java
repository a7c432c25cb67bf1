package dev.atelier.view.train;

import dev.atelier.domain.RunEvent;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.Tooltip;
import org.jspecify.annotations.Nullable;

/** A few lines of a text; all of it in the tooltip. */
final class WrappedCell extends TableCell<RunEvent.Sample, String> {
    private static final double LINES = 54;
    private final Label label = new Label();
    private final Tooltip whole = new Tooltip();

    WrappedCell() {
        label.setWrapText(true);
        label.setMaxHeight(LINES);
        label.setMinHeight(0);
        label.prefWidthProperty().bind(widthProperty().subtract(16));
        whole.setWrapText(true);
        whole.setMaxWidth(480);
    }

    @Override
    protected void updateItem(@Nullable String text, boolean empty) {
        super.updateItem(text, empty);
        String shown = empty || text == null ? "" : text;
        label.setText(shown.strip());
        whole.setText(shown);
        setGraphic(shown.isEmpty() ? null : label);
        setTooltip(shown.isEmpty() ? null : whole);
    }
}
