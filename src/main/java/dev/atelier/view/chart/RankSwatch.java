package dev.atelier.view.chart;

import javafx.css.PseudoClass;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;

/** A rank to paint with, in the colour it has in a {@link RankGrid}. */
public final class RankSwatch extends ToggleButton {
    private final int rank;

    /** {@code rank} 0 takes adapters away. */
    public RankSwatch(int rank) {
        this.rank = rank;
        getStyleClass().setAll("rank-swatch");
        var fill = new Region();
        fill.getStyleClass().add("rank-swatch-fill");
        fill.setOpacity(RankCells.strength(rank));
        var number = new Label(rank == 0 ? "–" : Integer.toString(rank));
        number.getStyleClass().add("rank-swatch-number");
        number.pseudoClassStateChanged(PseudoClass.getPseudoClass("strong"), RankCells.strength(rank) > 0.85);
        var all = new StackPane(fill, number);
        all.setPrefSize(28, 18);
        setGraphic(all);
    }

    public int rank() {
        return rank;
    }

    @Override
    public String getUserAgentStylesheet() {
        return ChartCss.url();
    }
}
