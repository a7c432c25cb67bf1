package dev.atelier.view.data;

import dev.atelier.domain.work.WorkRequest.RowPreview.Piece;
import dev.atelier.ui.Messages;
import dev.atelier.view.chart.Units;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.text.Font;
import javafx.scene.text.Text;

/** A line of tokens, each on the colour of its weight in the loss. */
final class TokenCell extends ListCell<List<Piece>> {
    /** Of a line, in pixels. */
    static final double HEIGHT = 20;
    /** Pixels that a character takes. */
    static final double CHARACTER = width();
    private static final List<String> STYLES = List.of("learned", "prompt", "ignored");
    private static final double LIGHTEST = 0.1;
    private static final double DARKEST = 0.45;
    private final Messages.Texts texts;

    TokenCell(Messages.Texts texts) {
        this.texts = texts;
    }

    private static double width() {
        var text = new Text("0".repeat(40));
        text.setFont(Font.font("monospace", 12));
        return text.getLayoutBounds().getWidth() / 40 + 0.4; // and its share of the line between tokens
    }

    @Override
    protected void updateItem(List<Piece> line, boolean empty) {
        super.updateItem(line, empty);
        setGraphic(empty || line == null ? null : new HBox(line.stream().map(this::token).toArray(Node[]::new)));
    }

    private Node token(Piece piece) {
        var token = new Label(TokenLines.shown(piece));
        token.setMinWidth(Region.USE_PREF_SIZE);
        token.setOnMouseEntered(event -> {
            if (token.getTooltip() == null) {
                token.setTooltip(new Tooltip(texts.get("token.tip", piece.id(), texts.get("weight." + style(piece.weight()), piece.weight()))));
            }
        });
        return shaded(token, piece.weight());
    }

    /** The words on their colour: the less a token counts, the lighter. */
    private static Node shaded(Label words, double weight) {
        words.getStyleClass().addAll("token", style(weight));
        var shade = new Region();
        shade.getStyleClass().add("token-shade");
        shade.setOpacity(weight <= 0 ? 0 : LIGHTEST + (DARKEST - LIGHTEST) * Math.min(1, weight));
        return new StackPane(shade, words);
    }

    private static String style(double weight) {
        return weight >= 1 ? "learned" : weight > 0 ? "prompt" : "ignored";
    }

    /** What the colours mean, for those there are, with how many tokens they are. */
    static List<Node> legend(Messages.Texts texts, Units units, List<Piece> pieces) {
        var out = new ArrayList<Node>();
        for (String style : STYLES) {
            List<Piece> those = pieces.stream().filter(piece -> style(piece.weight()).equals(style)).toList();
            if (!those.isEmpty()) {
                var sample = new Label(texts.get("weight." + style, those.getFirst().weight()));
                sample.getStyleClass().add("legend-sample");
                out.add(new HBox(4, shaded(sample, those.getFirst().weight()), new Label(units.count(those.size()))));
            }
        }
        return out;
    }
}
