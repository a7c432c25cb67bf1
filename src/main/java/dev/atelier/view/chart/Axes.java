package dev.atelier.view.chart;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/** Axes that show {@link Ticks} in the reader's language and nothing else: no line, no marks. */
final class Axes {
    private static final int COLUMN = 90;
    private static final int ROW = 44;

    private Axes() {}

    /** Training steps, whole numbers. */
    static ValueAxis steps(Units units) {
        return bare(new NumberAxis() {
            @Override
            public List<NumberTick> refreshTicks(Graphics2D g2, AxisState state, Rectangle2D area, RectangleEdge edge) {
                return marks(Ticks.linear(getLowerBound(), getUpperBound(), (int) (area.getWidth() / COLUMN), 1), units, TextAnchor.TOP_CENTER);
            }
        });
    }

    /** Loss, equal distances for equal differences. */
    static ValueAxis linear(Units units) {
        return bare(new NumberAxis() {
            @Override
            public List<NumberTick> refreshTicks(Graphics2D g2, AxisState state, Rectangle2D area, RectangleEdge edge) {
                return marks(Ticks.linear(getLowerBound(), getUpperBound(), (int) (area.getHeight() / ROW), 0), units, TextAnchor.CENTER_RIGHT);
            }
        });
    }

    /** Loss, equal distances for equal ratios. */
    static ValueAxis logarithmic(Units units) {
        LogAxis axis = new LogAxis() {
            @Override
            public List<NumberTick> refreshTicks(Graphics2D g2, AxisState state, Rectangle2D area, RectangleEdge edge) {
                return marks(Ticks.logarithmic(getLowerBound(), getUpperBound(), (int) (area.getHeight() / ROW)), units, TextAnchor.CENTER_RIGHT);
            }
        };
        axis.setSmallestValue(Double.MIN_NORMAL);
        return bare(axis);
    }

    private static List<NumberTick> marks(List<Ticks.Tick> ticks, Units units, TextAnchor anchor) {
        return ticks.stream().map(tick -> new NumberTick(tick.value(), units.number(tick.value(), tick.digits()), anchor, TextAnchor.CENTER, 0))
                .toList();
    }

    private static ValueAxis bare(ValueAxis axis) {
        axis.setAxisLineVisible(false);
        axis.setTickMarksVisible(false);
        axis.setAutoRange(false);
        return axis;
    }
}
