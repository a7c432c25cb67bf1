package dev.atelier.view.fit;

import dev.atelier.memory.Verdict;
import dev.atelier.ui.Hints;
import java.util.Locale;
import java.util.function.Predicate;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** The advice and a button that takes it; not there while there is none. */
public final class AdviceLine extends HBox {
    private static final double GAP = 12;
    private final Label text = new Label();
    private final Button action = new Button();
    private final FontIcon sign = new FontIcon("fth-check-circle");

    /** Without advice yet. */
    public AdviceLine() {
        super(GAP);
        getStyleClass().add("advice");
        setAlignment(Pos.CENTER_LEFT);
        text.setWrapText(true);
        text.setMinHeight(Region.USE_PREF_SIZE);
        text.setGraphic(sign);
        action.getStyleClass().add("small");
        action.setMinWidth(Region.USE_PREF_SIZE);
        HBox.setHgrow(text, Priority.SOMETIMES);
        getChildren().add(text);
        tell(null);
    }

    /** Shows what {@code model} says where its verdict is among those wanted. */
    public void show(AdviceViewModel model, Predicate<Verdict> wanted) {
        model.adviceProperty().subscribe(advice -> tell(advice == null || !wanted.test(advice.verdict()) ? null : advice));
        action.setOnAction(event -> model.apply());
        Hints.install(this);
    }

    private void tell(@Nullable Advice advice) {
        setVisible(advice != null);
        setManaged(advice != null);
        if (advice == null) {
            return;
        }
        text.setText(advice.text());
        text.setAccessibleHelp(advice.help());
        action.setText(advice.action());
        action.setAccessibleHelp(advice.help());
        action.setAccessibleText(advice.action() + ", " + advice.text());
        if (advice.action().isEmpty()) {
            getChildren().remove(action);
        } else if (!getChildren().contains(action)) { // it may have the keyboard's focus
            getChildren().add(action);
        }
        boolean proposal = advice.verdict() != Verdict.FITS && !advice.settings().isEmpty();
        getStyleClass().setAll("advice", proposal ? "proposal" : advice.verdict().name().toLowerCase(Locale.ROOT));
        sign.setIconLiteral(proposal ? "fth-tool" : advice.verdict() == Verdict.FITS ? "fth-info" : "fth-alert-triangle");
        Hints.install(this);
    }
}
