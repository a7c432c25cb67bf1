package dev.atelier.view.chart;

import dev.atelier.view.chart.RankCells.Spot;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import org.jspecify.annotations.Nullable;

/**
 * A {@link RankGrid} by the keyboard: arrows move a cursor, into the headings too, with Shift they paint; Space paints, digits give a rank, plus and
 * minus double and halve it, Delete takes it away.
 */
final class RankKeys {
    private static final long TYPING = 1_500_000_000; // ns between two digits of a number
    private static final int HIGHEST = 4096;
    private final RankGrid grid;
    private Spot cursor = new Spot(0, 0);
    private boolean painting;
    private int typed;
    private long when;

    RankKeys(RankGrid grid) {
        this.grid = grid;
        grid.addEventHandler(KeyEvent.KEY_PRESSED, this::pressed);
        grid.addEventHandler(KeyEvent.KEY_TYPED, this::typed);
        grid.addEventHandler(KeyEvent.KEY_RELEASED, event -> painting &= event.getCode() != KeyCode.SHIFT);
    }

    /** Where the cursor is, within what there is. */
    Spot cursor() {
        RankCells cells = grid.cellsProperty().get();
        return cells == null ? cursor : new Spot(Math.min(cursor.row(), cells.rows() - 1), Math.min(cursor.column(), cells.columns().size() - 1));
    }

    void goTo(Spot spot) {
        if (!spot.equals(cursor)) {
            typed = 0;
        }
        cursor = spot;
    }

    private void pressed(KeyEvent event) {
        RankCells cells = grid.cellsProperty().get();
        RankPainter painter = grid.painter();
        if (cells == null || painter == null || event.isShortcutDown() || event.isAltDown()) {
            return;
        }
        Spot to = target(event.getCode(), cursor(), cells);
        if (to != null) {
            move(to, event.isShiftDown(), painter);
        } else if (event.getCode() == KeyCode.SPACE) {
            painter.start(cursor());
        } else if (event.getCode() == KeyCode.DELETE || event.getCode() == KeyCode.BACK_SPACE) {
            painter.type(cursor(), 0, false);
        } else {
            return;
        }
        grid.point(cursor());
        event.consume();
    }

    private @Nullable Spot target(KeyCode key, Spot at, RankCells cells) {
        int bottom = cells.rows() - 1;
        return switch (key) {
            case UP -> new Spot(Math.max(-1, at.row() - 1), at.column());
            case DOWN -> new Spot(Math.min(bottom, at.row() + 1), at.column());
            case LEFT -> new Spot(at.row(), Math.max(-1, at.column() - 1));
            case RIGHT -> new Spot(at.row(), Math.min(cells.columns().size() - 1, at.column() + 1));
            case PAGE_UP -> new Spot(Math.max(0, at.row() - grid.page()), at.column());
            case PAGE_DOWN -> new Spot(Math.min(bottom, at.row() + grid.page()), at.column());
            case HOME -> new Spot(0, at.column());
            case END -> new Spot(bottom, at.column());
            default -> null;
        };
    }

    private void move(Spot to, boolean paint, RankPainter painter) {
        Spot from = cursor();
        boolean inside = to.whole() == from.whole();
        if (paint && inside) {
            if (!painting) {
                painter.start(from);
                painting = true;
            }
            painter.go(RankGrid.between(from, to));
        }
        goTo(to);
        grid.reveal(to);
    }

    private void typed(KeyEvent event) {
        RankPainter painter = grid.painter();
        if (grid.cellsProperty().get() == null || painter == null || event.isShortcutDown() || event.isAltDown() || event.getCharacter().isEmpty()) {
            return;
        }
        char letter = event.getCharacter().charAt(0);
        if (letter == '+' || letter == '-') {
            painter.step(cursor(), letter == '+');
        } else if (letter >= '0' && letter <= '9') {
            digit(letter - '0', painter);
        } else {
            return;
        }
        grid.point(cursor());
        event.consume();
    }

    private void digit(int digit, RankPainter painter) {
        boolean again = typed > 0 && System.nanoTime() - when < TYPING;
        typed = Math.min(HIGHEST, (again ? 10 * typed : 0) + digit);
        when = System.nanoTime();
        painter.type(cursor(), typed, again);
    }
}
