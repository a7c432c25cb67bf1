package dev.atelier.view.chart;

import java.util.List;
import java.util.Locale;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.scene.AccessibleRole;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;

/**
 * Training and validation loss by step: raw thin, smoothed strong, validation dashed, the best checkpoint flagged. The wheel zooms along the steps,
 * dragging moves, a double click shows all; arrows, plus, minus, Home and T do it by key. All methods belong to the FX thread and return at once; what
 * they change is drawn within 50 ms.
 */
public final class LossChart extends Region {
    private final ObjectProperty<Units> units = new SimpleObjectProperty<>(this, "units", Units.of(Locale.ENGLISH));
    private final DoubleProperty smoothing = new SimpleDoubleProperty(this, "smoothing", 0.9);
    private final BooleanProperty logScale = new SimpleBooleanProperty(this, "logScale");
    private final BooleanProperty tableShown = new SimpleBooleanProperty(this, "tableShown");
    private final StringProperty emptyText = new SimpleStringProperty(this, "emptyText", "");
    private final LossColours colours = new LossColours(this::retheme);
    private final Curve train = new Curve(smoothing.get());
    private final Curve validation = new Curve(0);
    private final StepRange range = new StepRange();
    private final LossPlot plot = new LossPlot(units.get());
    private final LossMarks marks = new LossMarks();
    private final LossReadout readout = new LossReadout();
    private final LossTable table = new LossTable();
    private final ObservableList<LossTable.Row> rows = FXCollections.observableArrayList();
    private final Repaint repaint = new Repaint(this::paint);
    private @Nullable LossPoint best;
    private long expectedSteps;
    private int cursor = -1;

    /** An empty chart. */
    public LossChart() {
        getStyleClass().add("loss-chart");
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setMinSize(240, 140);
        setPrefSize(900, 400);
        table.setItems(rows);
        table.visibleProperty().bind(tableShown);
        getChildren().addAll(colours, plot.canvas(), marks, readout, table);
        units.subscribe((_, _) -> reword());
        smoothing.subscribe(factor -> {
            train.factor(Math.clamp(factor.doubleValue(), 0, 0.99));
            repaint.soon();
        });
        logScale.subscribe((_, _) -> rescale());
        emptyText.subscribe((_, _) -> repaint.now());
        tableShown.subscribe(shown -> {
            plot.canvas().setVisible(!shown);
            marks.setVisible(!shown);
            repaint.now();
        });
        focusedProperty().subscribe((_, _) -> repaint.now());
        sceneProperty().subscribe((_, _) -> repaint.now());
        new LossGestures(this).install();
        reword();
    }

    /** Appends training losses; a step already there is replaced together with all after it. */
    public void add(List<LossPoint> points) {
        train.add(points);
        repaint.soon();
    }

    /** Appends validation losses, as {@link #add}. */
    public void addValidation(List<LossPoint> points) {
        validation.add(points);
        repaint.soon();
    }

    /** Drops everything after a step, as a run resumed from there will say it again. */
    public void truncateAfter(long step) {
        train.truncateAfter(step);
        validation.truncateAfter(step);
        if (best != null && best.step() > step) {
            best = null;
        }
        cursor = Math.min(cursor, train.size() - 1);
        repaint.soon();
    }

    /** Empties the chart and shows all of what comes. */
    public void clear() {
        truncateAfter(Long.MIN_VALUE);
        expectedSteps = 0;
        cursor = -1;
        range.all();
        repaint.now();
    }

    /** Flags the best checkpoint. */
    public void best(long step, double loss) {
        best = new LossPoint(step, loss);
        repaint.soon();
    }

    /** How many steps the run will have: the axis reaches so far from the start. */
    public void expectedSteps(long steps) {
        expectedSteps = steps;
        repaint.soon();
    }

    /** The language of words and numbers. */
    public ObjectProperty<Units> unitsProperty() {
        return units;
    }

    /** How much of the average so far each smoothed value keeps, 0 to 0.99. */
    public DoubleProperty smoothingProperty() {
        return smoothing;
    }

    /** Equal distances for equal ratios of loss. */
    public BooleanProperty logScaleProperty() {
        return logScale;
    }

    /** The numbers as a table in place of the curves. */
    public BooleanProperty tableShownProperty() {
        return tableShown;
    }

    /** The sentence of a chart without points; a general one while empty. */
    public StringProperty emptyTextProperty() {
        return emptyText;
    }

    @Override
    public String getUserAgentStylesheet() {
        return ChartCss.url();
    }

    StepRange range() {
        return range;
    }

    LossPlot plot() {
        return plot;
    }

    /** Draws with the next frame. */
    void moved() {
        repaint.now();
    }

    /** Puts the crosshair at the training point nearest to a step; NaN takes it away. */
    void pointAt(double step) {
        cursor = Double.isNaN(step) ? -1 : train.nearest(step);
        placeCursor();
    }

    /** Moves the crosshair by so many pixels, at least to the next point. */
    void step(int pixels) {
        if (train.size() == 0) {
            return;
        }
        int at = cursor < 0 ? train.size() - 1 : cursor;
        double perPixel = (range.to() - range.from()) / plot.area().getWidth();
        int wanted = train.nearest(train.step(at) + pixels * perPixel);
        cursor = Math.clamp(cursor < 0 || wanted != at ? wanted : at + Integer.signum(pixels), 0, train.size() - 1);
        double step = train.step(cursor);
        if (step < range.from() || step > range.to()) {
            range.move(step < range.from() ? step - range.from() : step - range.to());
            paint();
        }
        placeCursor();
    }

    /** Brings what is shown up to date with what is known. */
    void paint() {
        if (getScene() == null || getWidth() < 1 || getHeight() < 1) {
            return;
        }
        long last = Math.max(expectedSteps, Math.max(train.lastStep(), validation.lastStep()));
        range.whole(0, last);
        plot.size(getWidth(), getHeight(), marks.right());
        plot.draw(train, validation, range.from(), range.to());
        Units words = units.get();
        String sentence = emptyText.get();
        marks.place(plot, words, train, validation, range, best, sentence.isEmpty() ? words.text("chart.empty") : sentence);
        placeCursor();
        if (tableShown.get()) {
            rows.setAll(LossTable.rows(train, validation));
        }
        setAccessibleText(LossWords.summary(words, train, validation, best));
    }

    @Override
    protected void layoutChildren() {
        marks.resize(getWidth(), getHeight());
        readout.resize(getWidth(), getHeight());
        table.resize(getWidth(), getHeight());
        repaint.now();
    }

    private void placeCursor() {
        if (cursor < 0 || cursor >= train.size() || tableShown.get()) {
            readout.setVisible(false);
        } else {
            readout.show(plot, units.get(), train, cursor, validation);
        }
    }

    private void reword() {
        marks.words(units.get());
        table.words(units.get());
        setAccessibleHelp(units.get().text("chart.accessible.help"));
        rescale();
    }

    private void rescale() {
        plot.scale(units.get(), logScale.get());
        retheme();
    }

    private void retheme() {
        colours.apply(plot);
        repaint.now();
    }
}
