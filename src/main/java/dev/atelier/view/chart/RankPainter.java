package dev.atelier.view.chart;

import dev.atelier.view.chart.RankCells.Spot;
import java.util.List;

/** What becomes of a {@link RankGrid} when it is painted on. */
public interface RankPainter {
    /** A stroke begins: the mouse is pressed, or Space. */
    void start(Spot spot);

    /** It goes on over these. */
    void go(List<Spot> spots);

    /** A rank was typed; {@code again}: one digit more of the one before. */
    void type(Spot spot, int rank, boolean again);

    /** Every rank here is doubled, or halved. */
    void step(Spot spot, boolean up);

    /** What is here, in sentences. */
    String about(Spot spot);

    /** The same in one line. */
    String line(Spot spot);
}
