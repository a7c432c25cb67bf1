package dev.atelier.view.learn;

import dev.atelier.ui.Scope;
import dev.atelier.view.Room;
import dev.atelier.view.chart.Units;
import javafx.fxml.FXML;
import javafx.scene.layout.VBox;

/** What numbers become when there are fewer bits for them. */
public final class LearnView extends Room {
    private final NumbersViewModel model;
    private final Units units;
    @FXML private VBox content;

    @SuppressWarnings("NullAway.Init") // FXML sets the fields
    LearnView(Scope scope, NumbersViewModel model, Units units) {
        super(scope);
        this.model = model;
        this.units = units;
    }

    @FXML
    private void initialize() {
        var figures = new Figures(texts().getLocale());
        content.getChildren().setAll(new NumberCard(model, figures, texts(), units), new MatrixCard(model, figures, texts()), new TextbookCard(figures, texts()));
    }
}
