package dev.atelier.view.chart;

import java.awt.geom.Rectangle2D;
import javafx.geometry.Point2D;
import javafx.scene.Group;
import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Pane;
import javafx.scene.shape.Circle;
import javafx.scene.shape.Line;

/** The crosshair of a loss chart: a line through one step, dots on the curves and their values beside it. */
final class LossReadout extends Pane {
    private static final double APART = 12;
    private final Line line = new Line();
    private final Circle trainDot = new Circle(3.5);
    private final Circle validationDot = new Circle(3.5);
    private final Group marks = new Group(line, trainDot, validationDot);
    private final GridPane box = new GridPane();
    private final Label step = new Label();
    private final Label[] names = {new Label(), new Label(), new Label()};
    private final Label[] values = {new Label(), new Label(), new Label()};

    LossReadout() {
        setMouseTransparent(true);
        marks.setManaged(false);
        line.getStyleClass().add("crosshair");
        trainDot.getStyleClass().add("train-dot");
        validationDot.getStyleClass().add("validation-dot");
        box.getStyleClass().add("readout");
        step.getStyleClass().add("readout-step");
        box.add(step, 0, 0, 2, 1);
        for (int i = 0; i < names.length; i++) {
            names[i].getStyleClass().add("readout-name");
            values[i].getStyleClass().add("readout-value");
            box.addRow(i + 1, names[i], values[i]);
        }
        getChildren().addAll(marks, box);
        setVisible(false);
    }

    /** Shows the values at one training point and the last validation at or before it. */
    void show(LossPlot plot, Units units, Curve train, int at, Curve validation) {
        long shown = train.step(at);
        int held = validation.indexAfter(shown) - 1;
        step.setText(units.text("chart.stepNumber", units.count(shown)));
        row(0, units.text("chart.train") + " · " + units.text("chart.smoothed"), units.loss(train.smoothed(at)));
        row(1, units.text("chart.train") + " · " + units.text("chart.raw"), units.loss(train.raw(at)));
        boolean hasHeld = held >= 0;
        names[2].setManaged(hasHeld);
        values[2].setManaged(hasHeld);
        names[2].setVisible(hasHeld);
        values[2].setVisible(hasHeld);
        if (hasHeld) {
            String where = validation.step(held) == shown ? "" : " · " + units.text("chart.stepNumber", units.count(validation.step(held)));
            row(2, units.text("chart.validation") + where, units.loss(validation.raw(held)));
        }
        Point2D point = plot.point(shown, train.smoothed(at));
        Rectangle2D area = plot.area();
        double x = Math.rint(point.getX()) + 0.5;
        line.setStartX(x);
        line.setEndX(x);
        line.setStartY(area.getMinY());
        line.setEndY(area.getMaxY());
        trainDot.setCenterX(x);
        trainDot.setCenterY(point.getY());
        if (hasHeld) {
            Point2D held2d = plot.point(validation.step(held), validation.raw(held));
            validationDot.setCenterX(held2d.getX());
            validationDot.setCenterY(held2d.getY());
            validationDot.setVisible(area.contains(held2d.getX(), held2d.getY()));
        } else {
            validationDot.setVisible(false);
        }
        setVisible(x >= area.getMinX() && x <= area.getMaxX() + 1);
        box.applyCss();
        double width = box.prefWidth(-1);
        double left = x + APART + width > area.getMaxX() ? x - APART - width : x + APART;
        box.resizeRelocate(Math.rint(Math.max(area.getMinX(), left)), area.getMinY() + 4, Math.ceil(width), Math.ceil(box.prefHeight(width)));
    }

    @Override
    protected void layoutChildren() {}

    private void row(int index, String name, String value) {
        names[index].setText(name);
        values[index].setText(value);
    }
}
