package dev.atelier.view.model;

import dev.atelier.ui.Hints;
import dev.atelier.ui.Messages;
import java.util.Locale;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;

/** A lamp: icon, use, word and reason. */
final class LampRow extends HBox {
    LampRow(Lamp lit, Messages.Texts texts) {
        super(12);
        var use = new Label(texts.get(lit.use().key()));
        use.getStyleClass().add("text-bold");
        use.setAccessibleHelp(texts.get(lit.use().key() + ".help"));
        var word = new Label(lit.word());
        word.getStyleClass().add("lamp-word");
        var reason = new Label(lit.reason());
        reason.getStyleClass().add("muted");
        reason.setWrapText(true);
        var text = new VBox(new HBox(8, use, word), reason);
        HBox.setHgrow(text, Priority.ALWAYS);
        getStyleClass().addAll("lamp", lit.fit().name().toLowerCase(Locale.ROOT));
        getChildren().addAll(new FontIcon(lit.icon()), text);
        Hints.install(this);
    }
}
