package dev.atelier.view.chart;

import java.awt.geom.Rectangle2D;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;

/** What mouse and keys do on a loss chart. */
final class LossGestures {
    private static final double WHEEL = 0.0022;
    private static final double KEY_ZOOM = 0.7;
    private static final int LEAP = 10;
    private final LossChart chart;
    private double draggedFrom;

    LossGestures(LossChart chart) {
        this.chart = chart;
    }

    void install() {
        chart.setOnMouseMoved(e -> chart.pointAt(inside(e) ? stepAt(e.getX()) : Double.NaN));
        chart.setOnMouseExited(_ -> chart.pointAt(Double.NaN));
        chart.setOnMousePressed(e -> {
            chart.requestFocus();
            draggedFrom = e.getX();
        });
        chart.setOnMouseDragged(e -> {
            move(draggedFrom - e.getX());
            draggedFrom = e.getX();
        });
        chart.setOnMouseClicked(e -> {
            if (e.getButton() == MouseButton.PRIMARY && e.getClickCount() == 2) {
                all();
            }
        });
        chart.setOnScroll(this::scroll);
        chart.setOnKeyPressed(this::key);
    }

    private void scroll(ScrollEvent event) {
        if (chart.tableShownProperty().get()) {
            return;
        }
        if (event.getDeltaX() != 0 && Math.abs(event.getDeltaX()) > Math.abs(event.getDeltaY())) {
            move(-event.getDeltaX());
        } else {
            zoom(Math.exp(-event.getDeltaY() * WHEEL), stepAt(event.getX()));
        }
        event.consume();
    }

    private void key(KeyEvent event) {
        if (event.isShortcutDown() || event.isAltDown()) {
            return;
        }
        int pixels = event.isShiftDown() ? LEAP : 1;
        double middle = (chart.range().from() + chart.range().to()) / 2;
        boolean table = chart.tableShownProperty().get();
        KeyCode code = event.getCode();
        if (code == KeyCode.T || table && code == KeyCode.ESCAPE) {
            chart.tableShownProperty().set(!table);
        } else if (table) {
            return;
        } else if (code == KeyCode.LEFT) {
            chart.step(-pixels);
        } else if (code == KeyCode.RIGHT) {
            chart.step(pixels);
        } else if (code == KeyCode.HOME) {
            all();
        } else if (code == KeyCode.PLUS || code == KeyCode.ADD || code == KeyCode.EQUALS) {
            zoom(KEY_ZOOM, middle);
        } else if (code == KeyCode.MINUS || code == KeyCode.SUBTRACT) {
            zoom(1 / KEY_ZOOM, middle);
        } else {
            return;
        }
        event.consume();
    }

    private void all() {
        chart.range().all();
        chart.moved();
    }

    private void zoom(double factor, double around) {
        chart.range().zoom(factor, around);
        chart.moved();
    }

    private void move(double pixels) {
        if (chart.range().zoomed()) {
            chart.range().move(pixels * (chart.range().to() - chart.range().from()) / chart.plot().area().getWidth());
            chart.moved();
        }
    }

    private boolean inside(MouseEvent event) {
        return chart.plot().area().contains(event.getX(), event.getY());
    }

    private double stepAt(double x) {
        Rectangle2D area = chart.plot().area();
        return chart.range().from() + Math.clamp((x - area.getMinX()) / area.getWidth(), 0, 1) * (chart.range().to() - chart.range().from());
    }
}
