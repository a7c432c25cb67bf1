package dev.atelier.view.chart;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.shape.ClosePath;
import javafx.scene.shape.LineTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;
import javafx.scene.shape.QuadCurveTo;

/** Lines of a diagram along corners, rounded, with arrow heads. */
final class Wires {
    private static final double ROUND = 8;
    private static final double HEAD = 6;
    private final List<Node> nodes = new ArrayList<>();

    /** The lines drawn so far. */
    List<Node> nodes() {
        return nodes;
    }

    /** A line along x, y, x, y, ... ending in an arrow head. */
    void arrow(String style, double... corners) {
        int last = corners.length - 2;
        double dx = Math.signum(corners[last] - corners[last - 2]);
        double dy = Math.signum(corners[last + 1] - corners[last - 1]);
        double tipX = corners[last];
        double tipY = corners[last + 1];
        double[] shortened = corners.clone();
        shortened[last] -= dx * HEAD;
        shortened[last + 1] -= dy * HEAD;
        line(style, shortened);
        double half = HEAD * 0.62;
        Path head = new Path(new MoveTo(tipX, tipY), new LineTo(tipX - dx * HEAD - dy * half, tipY - dy * HEAD - dx * half),
                new LineTo(tipX - dx * HEAD + dy * half, tipY - dy * HEAD + dx * half), new ClosePath());
        head.getStyleClass().add("wire-head");
        add(head);
    }

    /** A line along x, y, x, y, ... */
    void line(String style, double... corners) {
        Path path = new Path(new MoveTo(corners[0], corners[1]));
        for (int i = 2; i < corners.length; i += 2) {
            if (i + 2 < corners.length) {
                double[] before = toward(corners, i, i - 2);
                double[] after = toward(corners, i, i + 2);
                path.getElements().addAll(new LineTo(before[0], before[1]), new QuadCurveTo(corners[i], corners[i + 1], after[0], after[1]));
            } else {
                path.getElements().add(new LineTo(corners[i], corners[i + 1]));
            }
        }
        path.getStyleClass().add(style);
        add(path);
    }

    /** A small circle with a plus, or turned by 45 degrees a times, in it. */
    void operator(double x, double y, double radius, boolean times) {
        javafx.scene.shape.Circle circle = new javafx.scene.shape.Circle(x, y, radius);
        circle.getStyleClass().add("operator");
        double arm = radius * 0.5;
        Path sign = new Path(new MoveTo(x - arm, y), new LineTo(x + arm, y), new MoveTo(x, y - arm), new LineTo(x, y + arm));
        sign.getStyleClass().add("operator-sign");
        sign.setRotate(times ? 45 : 0);
        add(circle);
        add(sign);
    }

    /** Where a branch leaves a line. */
    void dot(double x, double y) {
        javafx.scene.shape.Circle dot = new javafx.scene.shape.Circle(x, y, 3.5);
        dot.getStyleClass().add("wire-head");
        add(dot);
    }

    private void add(Node node) {
        node.setMouseTransparent(true);
        nodes.add(node);
    }

    private static double[] toward(double[] corners, int corner, int other) {
        double dx = corners[other] - corners[corner];
        double dy = corners[other + 1] - corners[corner + 1];
        double length = Math.hypot(dx, dy);
        double part = Math.min(ROUND, length / 2) / Math.max(length, 1e-9);
        return new double[] {corners[corner] + dx * part, corners[corner + 1] + dy * part};
    }
}
