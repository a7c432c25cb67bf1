package dev.atelier.view.frame;

import atlantafx.base.controls.Notification;
import atlantafx.base.theme.Styles;
import dev.atelier.ui.Messages.Texts;
import dev.atelier.view.Notices;
import dev.atelier.view.Notices.Notice;
import java.util.LinkedHashMap;
import java.util.Map;
import javafx.animation.PauseTransition;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.kordamp.ikonli.javafx.FontIcon;

/** Notices in the lower right corner of the room; they go by themselves, except errors. */
final class NoticeStack extends VBox {
    private static final Duration STAY = Duration.seconds(8);
    private final Notices notices;
    private final Texts texts;
    private final Map<Notice, Notification> nodes = new LinkedHashMap<>();

    NoticeStack(Notices notices, Texts texts) {
        super(8);
        this.notices = notices;
        this.texts = texts;
        getStyleClass().add("notices");
        setAlignment(Pos.BOTTOM_RIGHT);
        setPickOnBounds(false);
        setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        StackPane.setAlignment(this, Pos.BOTTOM_RIGHT);
        notices.shown().addListener((ListChangeListener<Notice>) change -> update());
        update();
    }

    private void update() {
        nodes.keySet().retainAll(notices.shown());
        notices.shown().forEach(notice -> nodes.computeIfAbsent(notice, this::node));
        getChildren().setAll(notices.shown().stream().map(nodes::get).toList());
    }

    private Notification node(Notice notice) {
        var node = new Notification(notice.text(), new FontIcon(switch (notice.kind()) {
            case INFO -> "fth-info";
            case SUCCESS -> "fth-check-circle";
            case WARNING -> "fth-alert-triangle";
            case ERROR -> "fth-alert-octagon";
        }));
        node.getStyleClass().addAll(Styles.ELEVATED_1, switch (notice.kind()) {
            case INFO -> Styles.ACCENT;
            case SUCCESS -> Styles.SUCCESS;
            case WARNING -> Styles.WARNING;
            case ERROR -> Styles.DANGER;
        });
        node.setAccessibleText(notice.text());
        node.setPrefWidth(400);
        node.setMaxWidth(400);
        node.setMinHeight(Region.USE_PREF_SIZE);
        node.setOnClose(event -> notices.shown().remove(notice));
        Runnable action = notice.action();
        if (notice.actionName() != null && action != null) {
            var button = new Button(notice.actionName());
            button.setOnAction(event -> {
                notices.shown().remove(notice);
                action.run();
            });
            node.setPrimaryActions(button);
        }
        if (notice.kind() != Notices.Kind.ERROR && action == null) {
            var stay = new PauseTransition(STAY);
            stay.setOnFinished(event -> notices.shown().remove(notice));
            stay.play();
        }
        node.setAccessibleHelp(texts.get("notice.help"));
        return node;
    }
}
