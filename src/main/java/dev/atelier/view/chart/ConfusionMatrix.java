package dev.atelier.view.chart;

import dev.atelier.domain.ClassScores;
import javafx.geometry.HPos;
import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;
import org.jspecify.annotations.Nullable;

/** A classifier's answers, a row for each right class and a column for each answered one; the more of its row a cell holds, the stronger its colour. */
public final class ConfusionMatrix extends GridPane {
    /** More classes than this would not be legible. */
    public static final int MOST = 12;

    private static final int SHADES = 4;

    /** What a cell's tooltip and screen readers say of it. */
    public interface Words {
        String cell(String right, String answered, int count, int rows);
    }

    public ConfusionMatrix() {
        getStyleClass().add("confusion");
    }

    /** Draws {@code scores}; none, or too many classes, draws nothing. */
    public void show(@Nullable ClassScores scores, Words words) {
        getChildren().clear();
        if (scores == null || scores.labels().size() > MOST) {
            return;
        }
        for (int right = 0; right < scores.labels().size(); right++) {
            add(name(scores.labels().get(right), "confusion-right"), 0, right + 1);
            add(name(scores.labels().get(right), "confusion-answered"), right + 1, 0);
            var row = scores.confusion().get(right);
            int rows = row.stream().mapToInt(Integer::intValue).sum();
            for (int answered = 0; answered < row.size(); answered++) {
                int count = row.get(answered);
                var cell = new Label(Integer.toString(count));
                cell.getStyleClass().addAll("confusion-cell", (right == answered ? "right-" : "wrong-") + shade(count, rows));
                cell.setAccessibleHelp(words.cell(scores.labels().get(right), scores.labels().get(answered), count, rows));
                cell.setMaxWidth(Double.MAX_VALUE);
                add(cell, answered + 1, right + 1);
            }
        }
    }

    private static int shade(int count, int rows) {
        return count == 0 ? 0 : (int) Math.ceil((double) SHADES * count / rows);
    }

    private static Label name(String text, String style) {
        var label = new Label(text);
        label.getStyleClass().add(style);
        GridPane.setHalignment(label, style.equals("confusion-right") ? HPos.RIGHT : HPos.CENTER);
        return label;
    }
}
