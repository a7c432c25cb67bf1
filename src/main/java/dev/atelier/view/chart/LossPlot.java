package dev.atelier.view.chart;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import javafx.geometry.Point2D;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisSpace;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.fx.ChartCanvas;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.SeriesRenderingOrder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYItemRendererState;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.DefaultXYDataset;
import org.jfree.data.xy.XYDataset;

/** The lines, the grid and the axes of a loss chart on a JFreeChart canvas: of any number of points only what a pixel column can show is drawn. */
final class LossPlot {
    static final double LEFT = 52;
    static final double TOP = 12;
    static final double BOTTOM = 26;
    private static final double SMALLEST = 1e-9;
    private static final double HEADROOM = 0.06;
    private final DefaultXYDataset data = new DefaultXYDataset();
    private final Lines lines = new Lines();
    private final XYPlot plot;
    private final JFreeChart chart;
    private final ChartCanvas canvas;
    private Units units;
    private boolean log;
    private double right = 80;

    LossPlot(Units units) {
        this.units = units;
        lines.setSeriesStroke(0, new BasicStroke(1f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL));
        lines.setSeriesStroke(1, new BasicStroke(2.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        lines.setSeriesStroke(2, new BasicStroke(1.6f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1f, new float[] {5f, 4f}, 0f));
        lines.setSeriesShape(2, new Ellipse2D.Double(-3.5, -3.5, 7, 7));
        lines.setSeriesShapesVisible(2, true);
        plot = new XYPlot(data, Axes.steps(units), Axes.linear(units), lines);
        plot.setInsets(RectangleInsets.ZERO_INSETS);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        plot.setBackgroundPaint(null);
        plot.setOutlineVisible(false);
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlineStroke(new BasicStroke(1f));
        plot.setSeriesRenderingOrder(SeriesRenderingOrder.FORWARD);
        chart = new JFreeChart(null, null, plot, false);
        chart.setBackgroundPaint(null);
        chart.setPadding(RectangleInsets.ZERO_INSETS);
        chart.setNotify(false);
        canvas = new ChartCanvas(null);
        canvas.setMouseTransparent(true);
    }

    ChartCanvas canvas() {
        return canvas;
    }

    void scale(Units language, boolean logarithmic) {
        units = language;
        log = logarithmic;
        plot.setDomainAxis(Axes.steps(units));
        plot.setRangeAxis(log ? Axes.logarithmic(units) : Axes.linear(units));
    }

    void theme(Color train, Color validation, Color grid, Color text, Color ground, Font font) {
        lines.setSeriesPaint(0, awt(train.deriveColor(0, 1, 1, 0.35)));
        lines.setSeriesPaint(1, awt(train));
        lines.setSeriesPaint(2, awt(validation));
        lines.setUseFillPaint(true);
        lines.setSeriesFillPaint(2, awt(ground));
        lines.setDrawOutlines(true);
        plot.setRangeGridlinePaint(awt(grid));
        for (ValueAxis axis : new ValueAxis[] {plot.getDomainAxis(), plot.getRangeAxis()}) {
            axis.setTickLabelPaint(awt(text));
            axis.setTickLabelFont(new java.awt.Font(font.getFamily(), java.awt.Font.PLAIN, (int) Math.round(font.getSize())));
        }
        // the canvas forgets its font after every drawing, and FXGraphics2D does not set again what it believes is set
        canvas.getGraphicsContext2D().setFont(font);
    }

    void size(double width, double height, double rightMargin) {
        if (canvas.getWidth() != width || canvas.getHeight() != height || right != rightMargin) {
            right = rightMargin;
            canvas.setChart(null);
            canvas.setWidth(width);
            canvas.setHeight(height);
            plot.setFixedDomainAxisSpace(space(RectangleEdge.BOTTOM, BOTTOM));
            plot.setFixedRangeAxisSpace(space(RectangleEdge.LEFT, LEFT));
            plot.setInsets(new RectangleInsets(TOP, 0, 0, right));
        }
    }

    /** Draws what lies between two steps. */
    void draw(Curve train, Curve validation, double from, double to) {
        double bucket = Math.max((to - from) / Math.max(1, area().getWidth()), 1e-6);
        boolean empty = train.size() == 0 && validation.size() == 0;
        Curve.Trace raw = train.raw(from, to, bucket);
        Curve.Trace smooth = train.smoothed(from, to, bucket);
        Curve.Trace held = validation.smoothed(from, to, bucket);
        lines.band = raw.band();
        data.addSeries("raw", positive(raw));
        data.addSeries("smoothed", positive(smooth));
        data.addSeries("validation", positive(held));
        plot.setRangeGridlinesVisible(!empty);
        plot.getDomainAxis().setTickLabelsVisible(!empty);
        plot.getRangeAxis().setTickLabelsVisible(!empty);
        plot.getDomainAxis().setRange(from, to);
        fit(raw.y(), smooth.y(), held.y());
        if (canvas.getChart() == null) {
            canvas.setChart(chart);
        } else {
            canvas.draw();
        }
    }

    /** Where a value lies on the canvas. */
    Point2D point(long step, double loss) {
        double y = log ? Math.max(loss, SMALLEST) : loss;
        return new Point2D(plot.getDomainAxis().valueToJava2D((double) step, area(), RectangleEdge.BOTTOM), plot.getRangeAxis().valueToJava2D(y, area(), RectangleEdge.LEFT));
    }

    /** The part of the canvas the lines are drawn in. */
    Rectangle2D area() {
        return new Rectangle2D.Double(LEFT, TOP, Math.max(1, (int) canvas.getWidth() - LEFT - right), Math.max(1, (int) canvas.getHeight() - TOP - BOTTOM));
    }

    private void fit(double[] raw, double[] smooth, double[] held) {
        double[] sorted = Arrays.stream(raw).filter(Double::isFinite).sorted().toArray();
        int outliers = sorted.length / 200;
        double low = Math.min(least(smooth), least(held));
        double high = Math.max(most(smooth), most(held));
        if (sorted.length > 0) {
            low = Math.min(low, sorted[outliers]);
            high = Math.max(high, sorted[sorted.length - 1 - outliers]);
        }
        if (!(low <= high)) {
            low = log ? 0.1 : 0;
            high = 1;
        }
        if (log) {
            double factor = Math.max(Math.pow(high / low, HEADROOM), 1.02);
            plot.getRangeAxis().setRange(low / factor, high * factor);
        } else {
            double room = Math.max((high - low) * HEADROOM, Math.max(Math.abs(high) * 1e-3, 1e-9));
            plot.getRangeAxis().setRange(low >= 0 ? Math.max(0, low - room) : low - room, high + room);
        }
    }

    private double[][] positive(Curve.Trace trace) {
        double[] y = log ? Arrays.stream(trace.y()).map(loss -> Math.max(loss, SMALLEST)).toArray() : trace.y();
        return new double[][] {trace.x(), y};
    }

    private static double least(double[] values) {
        return Arrays.stream(values).filter(Double::isFinite).min().orElse(Double.POSITIVE_INFINITY);
    }

    private static double most(double[] values) {
        return Arrays.stream(values).filter(Double::isFinite).max().orElse(Double.NEGATIVE_INFINITY);
    }

    private static AxisSpace space(RectangleEdge edge, double size) {
        AxisSpace space = new AxisSpace();
        space.ensureAtLeast(size, edge);
        return space;
    }

    private static java.awt.Color awt(Color color) {
        return new java.awt.Color((float) color.getRed(), (float) color.getGreen(), (float) color.getBlue(), (float) color.getOpacity());
    }

    /** One path a series; a band is filled, as stroking thousands of spikes would take longer than a frame. */
    private static final class Lines extends XYLineAndShapeRenderer {
        private boolean band;

        Lines() {
            super(true, false);
            setDrawSeriesLineAsPath(true);
            setDefaultCreateEntities(false);
        }

        @Override
        public XYItemRendererState initialise(Graphics2D g2, Rectangle2D area, XYPlot plot, XYDataset data, PlotRenderingInfo info) {
            XYItemRendererState state = super.initialise(g2, area, plot, data, info);
            state.setProcessVisibleItemsOnly(false);
            return state;
        }

        @Override
        protected void drawFirstPassShape(Graphics2D g2, int pass, int series, int item, Shape shape) {
            if (series == 0 && band) {
                g2.setPaint(getItemPaint(series, item));
                g2.fill(shape);
            } else {
                super.drawFirstPassShape(g2, pass, series, item, shape);
            }
        }
    }
}
