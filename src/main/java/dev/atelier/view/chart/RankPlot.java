package dev.atelier.view.chart;

import dev.atelier.view.chart.RankCells.Spot;
import java.util.ArrayList;
import java.util.List;
import javafx.geometry.VPos;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.text.TextAlignment;
import org.jspecify.annotations.Nullable;

/** Draws the part of a map of ranks that is in sight. Rows too low for a number each show it once for as many as have the same. */
final class RankPlot extends Canvas {
    static final double TOP = 36;
    static final double LEFT = 48;
    private static final double NUMBER = 13; // the lowest row that holds one
    private static final double LETTER = 6.4;
    private static final double LINE = 12;
    private final RankColours colours;
    private RankCells cells = new RankCells(List.of(), List.of());
    private double rowHeight = NUMBER;
    private double offset;
    private String all = "";

    RankPlot(RankColours colours) {
        this.colours = colours;
        setMouseTransparent(true);
    }

    /** What is drawn: rows of {@code height} pixels, {@code scrolled} pixels of them hidden above; {@code corner}: the word for everything. */
    void show(RankCells shown, double height, double scrolled, String corner) {
        cells = shown;
        rowHeight = height;
        offset = scrolled;
        all = corner;
    }

    double columnWidth() {
        return (getWidth() - LEFT) / Math.max(1, cells.columns().size());
    }

    /** What is at a place; null outside. */
    @Nullable Spot at(double x, double y) {
        int row = y < TOP ? -1 : (int) Math.floor((y - TOP + offset) / rowHeight);
        int column = x < LEFT ? -1 : (int) Math.floor((x - LEFT) / columnWidth());
        return row < cells.rows() && column < cells.columns().size() && x >= 0 && y >= 0 ? new Spot(row, column) : null;
    }

    void draw(@Nullable Spot cursor, @Nullable Spot pointed) {
        GraphicsContext g = getGraphicsContext2D();
        g.clearRect(0, 0, getWidth(), getHeight());
        g.setFont(colours.font());
        g.setTextBaseline(VPos.CENTER);
        g.save();
        g.beginPath();
        g.rect(0, TOP, getWidth(), Math.max(0, getHeight() - TOP));
        g.clip();
        int first = (int) Math.max(0, Math.floor(offset / rowHeight));
        int last = (int) Math.min(cells.rows() - 1, Math.ceil((offset + getHeight() - TOP) / rowHeight));
        for (int column = 0; column < cells.columns().size(); column++) {
            column(g, column, first, last);
        }
        rows(g, first, last, pointed);
        outline(g, pointed, 1);
        g.restore();
        header(g, pointed);
        outline(g, cursor, 2);
    }

    private void column(GraphicsContext g, int column, int first, int last) {
        double gap = rowHeight < 6 ? 0 : 1;
        for (int row = first; row <= last;) {
            int rank = cells.rank(row, column);
            int end = row + 1;
            while (rowHeight < NUMBER && end <= last && cells.rank(end, column) == rank) {
                end++;
            }
            for (int each = row; each < end; each++) {
                g.setFill(rank == 0 ? colours.empty() : colours.fill(rank));
                double top = Math.rint(top(each));
                g.fillRect(left(column), top, Math.rint(left(column + 1)) - left(column) - 2, Math.rint(top(each + 1)) - top - gap);
            }
            if ((end - row) * rowHeight >= NUMBER - 1) {
                text(g, rank == 0 ? "–" : Integer.toString(rank), colours.number(rank), left(column) + columnWidth() / 2 - 1, (top(row) + top(end)) / 2, TextAlignment.CENTER);
            }
            row = end;
        }
    }

    /** The layers' numbers: as many as there is room for. */
    private void rows(GraphicsContext g, int first, int last, @Nullable Spot pointed) {
        int every = (int) Math.ceil(NUMBER / rowHeight);
        int step = every <= 1 ? 1 : every <= 2 ? 2 : every <= 5 ? 5 : Math.ceilDiv(every, 10) * 10;
        for (int row = Math.ceilDiv(first, step) * step; row <= last; row += step) {
            boolean chosen = pointed != null && pointed.row() == row;
            text(g, Integer.toString(row), chosen ? colours.chosenHeader() : colours.header(), LEFT - 8, Math.clamp((top(row) + top(row + 1)) / 2, rowHeight < NUMBER ? TOP + 6 : 0, rowHeight < NUMBER ? getHeight() - 6 : getHeight() + NUMBER), TextAlignment.RIGHT);
        }
    }

    private void header(GraphicsContext g, @Nullable Spot pointed) {
        text(g, all, colours.header(), LEFT - 8, TOP / 2, TextAlignment.RIGHT);
        int most = Math.max(4, (int) ((columnWidth() - 4) / LETTER));
        for (int column = 0; column < cells.columns().size(); column++) {
            Color colour = pointed != null && pointed.column() == column ? colours.chosenHeader() : colours.header();
            List<String> lines = lines(cells.columns().get(column), most);
            for (int i = 0; i < lines.size(); i++) {
                text(g, lines.get(i), colour, left(column) + columnWidth() / 2 - 1, TOP / 2 + LINE * (i - (lines.size() - 1) / 2.0), TextAlignment.CENTER);
            }
        }
    }

    /** A name in at most three lines that end with its dots. */
    private static List<String> lines(String name, int most) {
        var out = new ArrayList<String>();
        for (String part : name.split("(?<=\\.)")) {
            if (!out.isEmpty() && (out.getLast().length() + part.length() <= most || out.size() == 3)) {
                out.set(out.size() - 1, out.getLast() + part);
            } else {
                out.add(part);
            }
        }
        return out.stream().map(line -> fitting(line, most)).toList();
    }

    private static String fitting(String name, int most) {
        return name.length() <= most ? name : name.substring(0, most - 1) + "…";
    }

    private void outline(GraphicsContext g, @Nullable Spot spot, double width) {
        if (spot == null) {
            return;
        }
        double left = spot.column() < 0 ? 2 : left(spot.column());
        double right = spot.column() < 0 ? spot.row() < 0 ? LEFT - 2 : getWidth() - 2 : Math.rint(left(spot.column() + 1)) - 2;
        double top = spot.row() < 0 ? 2 : Math.rint(top(spot.row()));
        double bottom = spot.row() < 0 ? spot.column() < 0 ? TOP - 2 : getHeight() - 2 : Math.rint(top(spot.row() + 1)) - 1;
        if (bottom > TOP || spot.row() < 0) {
            g.setStroke(colours.cursor());
            g.setLineWidth(width);
            double shown = spot.row() < 0 ? top : Math.max(TOP, top);
            g.strokeRect(left + width / 2 - 1, shown + width / 2 - 1, right - left - width + 2, Math.max(2, bottom - shown - width + 2));
        }
    }

    private static void text(GraphicsContext g, String text, Color colour, double x, double y, TextAlignment alignment) {
        g.setFill(colour);
        g.setTextAlign(alignment);
        g.fillText(text, Math.rint(x), Math.rint(y));
    }

    private double left(int column) {
        return Math.rint(LEFT + column * columnWidth());
    }

    private double top(int row) {
        return TOP + row * rowHeight - offset;
    }
}
