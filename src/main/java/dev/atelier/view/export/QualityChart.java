package dev.atelier.view.export;

import dev.atelier.domain.work.WorkPart.Measured;
import dev.atelier.view.chart.Units;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import javafx.geometry.BoundingBox;
import javafx.geometry.Bounds;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;
import javafx.scene.shape.Circle;
import javafx.scene.shape.Line;

/** Closeness to the 16-bit model over a file's size: up is better, left is smaller. The distance's axis is logarithmic. */
final class QualityChart extends Pane {
    private static final double LEFT = 64;
    private static final double BOTTOM = 24;
    private static final double TOP = 24;
    private static final double RIGHT = 24;
    private static final double SMALLEST = 1e-7;
    private static final double SPARE = 0.08;
    private static final int SIZES = 4;
    private final QualityViewModel model;
    private final Units units;
    private final Label empty;
    private final Label up;

    QualityChart(QualityViewModel model, Units units, String up, String empty) {
        this.model = model;
        this.units = units;
        this.up = styled(up, "axis-label");
        this.empty = styled(empty, "axis-label");
        getStyleClass().add("quality-chart");
        setMinHeight(240);
        setPrefHeight(240);
        setMinWidth(0);
    }

    private static Label styled(String text, String style) {
        var label = new Label(text);
        label.getStyleClass().add(style);
        return label;
    }

    /** The frame of what is drawn: sizes in bytes, distances in decades. */
    private record Frame(double small, double large, double near, double far, double width, double height) {
        double x(long bytes) {
            return LEFT + (bytes - small) / (large - small) * (width - LEFT - RIGHT);
        }

        double y(double decade) {
            return TOP + (decade - near) / (far - near) * (height - TOP - BOTTOM);
        }
    }

    @Override
    protected void layoutChildren() {
        getChildren().clear();
        List<Measured> all = model.measured().stream().filter(one -> !QualityViewModel.reference(one)).toList();
        if (all.isEmpty()) {
            place(empty, LEFT, getHeight() / 2);
            return;
        }
        var frame = frame(all);
        place(up, 0, 0);
        for (int decade = (int) frame.near; decade <= frame.far; decade++) {
            line(LEFT, frame.y(decade), frame.width - RIGHT, frame.y(decade));
            var label = styled(units.number(Math.pow(10, decade), Math.max(0, -decade)), "axis-label");
            label.setMinWidth(LEFT - 8);
            label.setAlignment(Pos.CENTER_RIGHT);
            place(label, 0, frame.y(decade) - 8);
        }
        for (int i = 0; i <= SIZES; i++) {
            long bytes = (long) (frame.small + (frame.large - frame.small) * i / SIZES);
            var label = styled(units.bytes(bytes), "axis-label");
            place(label, Math.min(frame.x(bytes) - 24, frame.width - label.prefWidth(-1)), frame.height - BOTTOM + 4);
        }
        points(all, frame);
    }

    private Frame frame(List<Measured> all) {
        double small = all.stream().mapToLong(Measured::bytes).min().orElse(0);
        double large = all.stream().mapToLong(Measured::bytes).max().orElse(1);
        double spare = Math.max(1, (large - small) * SPARE);
        double near = Math.floor(all.stream().mapToDouble(QualityChart::decade).min().orElse(-1));
        double far = Math.ceil(all.stream().mapToDouble(QualityChart::decade).max().orElse(0));
        return new Frame(small - spare, large + spare, near, Math.max(far, near + 1), getWidth(), getHeight());
    }

    private static double decade(Measured one) {
        return Math.log10(Math.max(SMALLEST, one.divergence()));
    }

    private void points(List<Measured> all, Frame frame) {
        var taken = new ArrayList<Bounds>();
        all.forEach(one -> taken.add(new BoundingBox(frame.x(one.bytes()) - 5, frame.y(decade(one)) - 5, 10, 10)));
        all.stream().sorted(Comparator.comparing(model::recommended).reversed()).forEach(one -> {
            double x = frame.x(one.bytes());
            double y = frame.y(decade(one));
            var point = new Circle(x, y, model.recommended(one) ? 6 : 4);
            point.getStyleClass().add(model.recommended(one) ? "point-recommended" : Quant.valueOf(one.type()).forTests() ? "point-tests" : "point");
            String note = model.note(one);
            var label = styled(note.isEmpty() ? one.type() : one.type() + " · " + note, model.recommended(one) ? "label-recommended" : "label-point");
            getChildren().add(point);
            getChildren().add(label);
            label.applyCss();
            beside(label, x, y, frame, taken);
        });
    }

    /** To the right, the left, below or above, wherever there is room. */
    private static void beside(Label label, double x, double y, Frame frame, List<Bounds> taken) {
        double width = label.prefWidth(-1);
        double height = label.prefHeight(width);
        var places = new ArrayList<Bounds>();
        for (int shift = 0; shift < 6; shift++) {
            for (double dy : new double[] {shift * height / 2, -shift * height / 2}) {
                places.add(new BoundingBox(x + 9, y - height / 2 + dy, width, height));
                places.add(new BoundingBox(x - 9 - width, y - height / 2 + dy, width, height));
            }
        }
        Bounds chosen = places.stream().filter(place -> place.getMinX() >= LEFT && place.getMaxX() <= frame.width && place.getMinY() >= 0 && place.getMaxY() <= frame.height - BOTTOM)
                .filter(place -> taken.stream().noneMatch(place::intersects)).findFirst().orElse(places.getFirst());
        taken.add(chosen);
        label.resizeRelocate(chosen.getMinX(), chosen.getMinY(), width, height);
    }

    private void line(double x, double y, double toX, double toY) {
        var line = new Line(x, y, toX, toY);
        line.getStyleClass().add("grid");
        getChildren().add(line);
    }

    private void place(Region node, double x, double y) {
        getChildren().add(node);
        node.applyCss();
        node.resizeRelocate(x, y, Math.max(node.minWidth(-1), node.prefWidth(-1)), node.prefHeight(-1));
    }
}
