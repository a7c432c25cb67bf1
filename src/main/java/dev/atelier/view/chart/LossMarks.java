package dev.atelier.view.chart;

import java.awt.geom.Rectangle2D;
import javafx.geometry.Point2D;
import javafx.scene.control.Label;
import javafx.scene.layout.Pane;
import javafx.scene.shape.Line;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** The words on a loss chart: the curves' names at their ends, the axes' names, the flag at the best checkpoint, the sentence of an empty chart. */
final class LossMarks extends Pane {
    private static final double GAP = 8;
    private static final double POLE = 26;
    private static final double NARROWEST = 72;
    private final Label train = label("train-label");
    private final Label validation = label("validation-label");
    private final Label steps = label("axis-label");
    private final Label loss = label("axis-label");
    private final Label empty = label("empty-text");
    private final Label flag = label("best-flag");
    private final Line pole = new Line();

    LossMarks() {
        setMouseTransparent(true);
        flag.setGraphic(new FontIcon("fth-flag"));
        pole.getStyleClass().add("best-pole");
        pole.setManaged(false);
        empty.setWrapText(true);
        getChildren().addAll(steps, loss, pole, flag, train, validation, empty);
    }

    void words(Units units) {
        train.setText(units.text("chart.train"));
        validation.setText(units.text("chart.validation"));
        steps.setText(units.text("chart.step"));
        loss.setText(units.text("chart.loss"));
    }

    /** Room the curves' names need at the right. */
    double right() {
        return Math.max(NARROWEST, Math.ceil(Math.max(train.prefWidth(-1), validation.prefWidth(-1))) + GAP + 4);
    }

    void place(LossPlot plot, Units units, Curve trained, Curve held, StepRange range, @Nullable LossPoint best, String emptyText) {
        Rectangle2D area = plot.area();
        boolean nothing = trained.size() == 0 && held.size() == 0;
        empty.setVisible(nothing);
        empty.setText(emptyText);
        double width = Math.min(area.getWidth() - 2 * GAP, empty.prefWidth(-1));
        put(empty, area.getCenterX() - width / 2, area.getCenterY() - empty.prefHeight(width) / 2, width);
        put(steps, getWidth() - steps.prefWidth(-1), area.getMaxY() + 5, steps.prefWidth(-1));
        steps.setVisible(!nothing);
        loss.setVisible(!nothing);
        put(loss, 0, -4, loss.prefWidth(-1));
        ends(plot, area, trained, held, range);
        flag(plot, area, units, best);
    }

    @Override
    protected void layoutChildren() {}

    private void ends(LossPlot plot, Rectangle2D area, Curve trained, Curve held, StepRange range) {
        int lastTrain = trained.indexAfter((long) Math.floor(range.to())) - 1;
        int lastHeld = held.indexAfter((long) Math.floor(range.to())) - 1;
        train.setVisible(lastTrain >= 0);
        validation.setVisible(lastHeld >= 0);
        Point2D trainEnd = end(plot, area, trained, lastTrain);
        Point2D heldEnd = end(plot, area, held, lastHeld);
        double high = train.prefHeight(-1);
        double trainY = trainEnd.getY();
        double heldY = heldEnd.getY();
        boolean beside = Math.abs(trainEnd.getX() - heldEnd.getX()) < validation.prefWidth(-1) + 2 * GAP;
        if (lastTrain >= 0 && lastHeld >= 0 && beside && Math.abs(trainY - heldY) < high) {
            double middle = Math.clamp((trainY + heldY) / 2, area.getMinY() + high, Math.max(area.getMinY() + high, area.getMaxY() - high)); // both names in the picture
            double away = heldY <= trainY ? high / 2 : -high / 2;
            trainY = middle + away;
            heldY = middle - away;
        }
        end(train, trainEnd.getX(), trainY, area, high);
        end(validation, heldEnd.getX(), heldY, area, high);
    }

    /** Where a curve ends or leaves the picture. */
    private static Point2D end(LossPlot plot, Rectangle2D area, Curve curve, int last) {
        if (last < 0) {
            return Point2D.ZERO;
        }
        Point2D at = plot.point(curve.step(last), curve.smoothed(last));
        if (last + 1 == curve.size()) {
            return at;
        }
        Point2D next = plot.point(curve.step(last + 1), curve.smoothed(last + 1));
        return at.interpolate(next, (area.getMaxX() - at.getX()) / (next.getX() - at.getX()));
    }

    private void end(Label label, double x, double y, Rectangle2D area, double high) {
        double left = Math.clamp(x + GAP, area.getMinX(), area.getMaxX() + GAP);
        put(label, left, Math.clamp(y - high / 2, area.getMinY(), Math.max(area.getMinY(), area.getMaxY() - high)), label.prefWidth(-1));
    }

    private void flag(LossPlot plot, Rectangle2D area, Units units, @Nullable LossPoint best) {
        Point2D at = best == null ? Point2D.ZERO : plot.point(best.step(), best.loss());
        boolean inSight = best != null && at.getX() >= area.getMinX() - 1 && at.getX() <= area.getMaxX() + 1;
        flag.setVisible(inSight);
        pole.setVisible(inSight);
        if (best == null || !inSight) {
            return;
        }
        flag.setText(units.text("chart.best", units.loss(best.loss()), units.count(best.step())));
        double width = flag.prefWidth(-1);
        double high = flag.prefHeight(-1);
        boolean above = at.getY() - POLE - high >= area.getMinY();
        double top = above ? at.getY() - POLE - high : at.getY() + POLE;
        double x = Math.rint(at.getX()) + 0.5;
        pole.setStartX(x);
        pole.setEndX(x);
        pole.setStartY(at.getY());
        pole.setEndY(above ? top + high : top);
        boolean leftward = x + width > area.getMaxX() + GAP || train.isVisible() && train.getBoundsInParent().intersects(x, top, width, high);
        put(flag, leftward ? Math.max(area.getMinX(), x - width) : x - 0.5, top, width);
    }

    private static void put(Label label, double x, double y, double width) {
        label.resizeRelocate(Math.rint(x), Math.rint(y), Math.ceil(width), Math.ceil(label.prefHeight(width)));
    }

    private static Label label(String style) {
        Label label = new Label();
        label.getStyleClass().add(style);
        return label;
    }
}
