package dev.atelier.view.chart;

import dev.atelier.view.chart.RankCells.Spot;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Orientation;
import javafx.scene.AccessibleRole;
import javafx.scene.control.ScrollBar;
import javafx.scene.control.Tooltip;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Region;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A model's adapters as a map to paint on: layers down, matrices across, each cell with its rank as a number and as the strength of its colour. Drawn as
 * far as it is in sight, so that hundreds of layers cost no more than ten; Ctrl and the wheel make rows lower or higher.
 */
public final class RankGrid extends Region {
    private static final double ROW = 22;
    private static final double HIGHEST = 32;
    private static final double BAR = 12;
    private final ObjectProperty<Units> units = new SimpleObjectProperty<>(this, "units", Units.of(Locale.ENGLISH));
    private final ObjectProperty<@Nullable RankCells> cells = new SimpleObjectProperty<>(this, "cells");
    private final ReadOnlyObjectWrapper<@Nullable Spot> pointed = new ReadOnlyObjectWrapper<>(this, "pointed");
    private final RankColours colours;
    private final RankPlot plot;
    private final ScrollBar bar = new ScrollBar();
    private final Tooltip tip = new Tooltip();
    private final Repaint repaint = new Repaint(this::draw);
    private final RankKeys keys;
    private @Nullable RankPainter painter;
    private @Nullable Spot last;
    private double wished = ROW;

    /** A map without cells yet. */
    public RankGrid() {
        getStyleClass().add("rank-grid");
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setFocusTraversable(true);
        colours = new RankColours(repaint::now);
        plot = new RankPlot(colours);
        keys = new RankKeys(this);
        bar.setOrientation(Orientation.VERTICAL);
        bar.setFocusTraversable(false);
        getChildren().addAll(colours, plot, bar);
        tip.setWrapText(true);
        tip.setMaxWidth(340);
        tip.setShowDelay(Duration.millis(500));
        tip.setShowDuration(Duration.seconds(30));
        Tooltip.install(this, tip);
        bar.valueProperty().subscribe((_, _) -> repaint.now());
        cells.subscribe((_, _) -> requestLayout());
        focusedProperty().subscribe((_, _) -> repaint.now());
        disabledProperty().subscribe((_, _) -> repaint.now());
        setOnMousePressed(this::press);
        setOnMouseDragged(this::drag);
        setOnMouseReleased(_ -> last = null);
        setOnMouseMoved(event -> point(plot.at(event.getX(), event.getY())));
        setOnMouseExited(_ -> point(null));
        setOnScroll(this::scroll);
    }

    /** What is drawn; null: nothing. */
    public ObjectProperty<@Nullable RankCells> cellsProperty() {
        return cells;
    }

    /** The language of words and numbers. */
    public ObjectProperty<Units> unitsProperty() {
        return units;
    }

    /** What the mouse is over or, by the keyboard, the cursor on; null: nothing. */
    public ReadOnlyObjectProperty<@Nullable Spot> pointedProperty() {
        return pointed.getReadOnlyProperty();
    }

    /** Who paints. */
    public void setPainter(RankPainter who) {
        painter = who;
    }

    @Nullable RankPainter painter() {
        return isDisabled() ? null : painter;
    }

    /** Makes rows so low that all are in sight, or as high as is easy to read. */
    public void setWhole(boolean whole) {
        wished = whole ? 0 : ROW;
        requestLayout();
    }

    @Override
    public String getUserAgentStylesheet() {
        return ChartCss.url();
    }

    @Override
    protected void layoutChildren() {
        RankCells shown = cells.get();
        double high = rowHeight();
        double hidden = shown == null ? 0 : Math.max(0, shown.rows() * high - room());
        bar.setVisible(hidden > 1);
        plot.setWidth(Math.max(1, getWidth() - BAR));
        plot.setHeight(Math.max(1, getHeight()));
        bar.resizeRelocate(getWidth() - BAR + 2, RankPlot.TOP, BAR - 2, room());
        bar.setMax(hidden);
        bar.setVisibleAmount(shown == null || hidden == 0 ? 1 : hidden * room() / (shown.rows() * high));
        bar.setUnitIncrement(high);
        bar.setBlockIncrement(room());
        bar.setValue(Math.clamp(bar.getValue(), 0, hidden));
        repaint.now();
    }

    private double room() {
        return Math.max(1, getHeight() - RankPlot.TOP);
    }

    private double rowHeight() {
        RankCells shown = cells.get();
        double fitting = shown == null ? ROW : room() / Math.max(1, shown.rows());
        return Math.clamp(Math.max(wished, fitting), 1, HIGHEST);
    }

    private void draw() {
        RankCells shown = cells.get();
        plot.setVisible(shown != null);
        if (shown != null) {
            plot.setOpacity(isDisabled() ? 0.6 : 1);
            plot.show(shown, rowHeight(), bar.isVisible() ? bar.getValue() : 0, units.get().text("rank.all"));
            plot.draw(isFocused() && isFocusVisible() ? keys.cursor() : null, pointed.get());
        }
    }

    /** Draws with the next frame. */
    void redraw() {
        repaint.now();
    }

    /** Shows what {@code spot} is, where the mouse or the cursor went. */
    void point(@Nullable Spot spot) {
        pointed.set(spot);
        if (spot != null && painter != null && cells.get() != null) {
            tip.setText(words(spot, painter));
            setAccessibleText(painter.line(spot));
        } else {
            tip.setText(getAccessibleHelp());
        }
        repaint.now();
    }

    private String words(Spot spot, RankPainter about) {
        String key = spot.column() < 0 || cells.get() == null ? "" : "block." + cells.get().columns().get(spot.column());
        return about.about(spot) + (!key.isEmpty() && units.get().has(key) ? "\n" + units.get().text(key) : "");
    }

    /** Scrolls so that a row is in sight. */
    void reveal(Spot spot) {
        if (spot.row() >= 0) {
            double top = spot.row() * rowHeight();
            bar.setValue(Math.clamp(bar.getValue(), Math.clamp(top + rowHeight() - room(), 0, bar.getMax()), Math.max(0, Math.min(top, bar.getMax()))));
        }
    }

    /** How many rows are in sight. */
    int page() {
        return (int) Math.max(1, room() / rowHeight());
    }

    private void press(MouseEvent event) {
        requestFocus();
        Spot spot = plot.at(event.getX(), event.getY());
        RankPainter painting = painter();
        if (painting != null && spot != null && event.getButton() == MouseButton.PRIMARY) {
            tip.hide();
            last = spot;
            keys.goTo(spot);
            painting.start(spot);
            point(spot);
        }
        event.consume();
    }

    private void drag(MouseEvent event) {
        Spot from = last;
        RankCells shown = cells.get();
        RankPainter painting = painter();
        if (from == null || shown == null || painting == null) {
            return;
        }
        double x = Math.clamp(event.getX(), from.column() < 0 ? 0 : RankPlot.LEFT + 1, from.column() < 0 ? 1 : plot.getWidth() - 1);
        double y = Math.clamp(event.getY(), from.row() < 0 ? 0 : RankPlot.TOP + 1, from.row() < 0 ? 1 : getHeight() - 1);
        Spot to = plot.at(x, y);
        if (to != null && !to.equals(from)) {
            painting.go(between(from, to));
            last = to;
            keys.goTo(to);
            reveal(to);
            point(to);
        }
    }

    /** The cells on the way, which a quick mouse leaves out. */
    static List<Spot> between(Spot from, Spot to) {
        int steps = Math.max(Math.abs(to.row() - from.row()), Math.abs(to.column() - from.column()));
        return IntStream.rangeClosed(1, steps).mapToObj(step -> new Spot((int) Math.round(from.row() + (to.row() - from.row()) * (double) step / steps),
                (int) Math.round(from.column() + (to.column() - from.column()) * (double) step / steps))).toList();
    }

    private void scroll(ScrollEvent event) {
        if (event.isShortcutDown()) {
            RankCells shown = cells.get();
            double lowest = shown == null ? 1 : room() / Math.max(1, shown.rows());
            wished = Math.clamp(rowHeight() * (event.getDeltaY() > 0 ? 1.15 : 1 / 1.15), Math.min(lowest, HIGHEST), HIGHEST);
            requestLayout();
            event.consume();
        } else if (bar.isVisible()) {
            bar.setValue(Math.clamp(bar.getValue() - event.getDeltaY(), 0, bar.getMax()));
            point(plot.at(event.getX(), event.getY()));
            event.consume();
        }
    }
}
