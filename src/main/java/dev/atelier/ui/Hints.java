package dev.atelier.ui;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Control;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SplitPane;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import javafx.scene.control.Tooltip;
import javafx.util.Duration;

/** A control's accessibleHelp, written once, is also its tooltip and what the help beside the room says of it. */
public final class Hints {
    private static final double WIDTH = 340;

    private Hints() {}

    /** Gives every control under {@code node} that has a help text a tooltip. */
    public static void install(Node node) {
        if (node instanceof Control control && control.getTooltip() == null && control.getAccessibleHelp() != null) {
            var tip = new Tooltip();
            tip.textProperty().bind(control.accessibleHelpProperty());
            tip.setWrapText(true);
            tip.setMaxWidth(WIDTH);
            tip.setShowDelay(Duration.millis(600));
            tip.setShowDuration(Duration.seconds(30));
            control.setTooltip(tip);
        }
        inside(node).stream().filter(Objects::nonNull).forEach(Hints::install);
    }

    /** Also what is no child before it is first shown. */
    private static List<? extends Node> inside(Node node) {
        return switch (node) {
            case SplitPane split -> split.getItems();
            case ScrollPane scroll -> Collections.singletonList(scroll.getContent());
            case TabPane tabs -> tabs.getTabs().stream().map(Tab::getContent).toList();
            case Parent parent -> parent.getChildrenUnmodifiable();
            default -> List.of();
        };
    }
}
