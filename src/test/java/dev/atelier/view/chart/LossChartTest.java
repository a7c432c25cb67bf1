package dev.atelier.view.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.view.Fx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.BooleanSupplier;
import javafx.animation.AnimationTimer;
import javafx.event.EventType;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LossChartTest {
    private final LossChart chart = Fx.call(LossChart::new);
    private final Scene scene = Fx.show(Fx.call(() -> {
        StackPane root = new StackPane(chart);
        root.setStyle("-fx-padding: 16px");
        return root;
    }), 932, 432, false);

    @AfterEach
    void close() {
        Fx.close(scene);
    }

    @Test
    void emptyItSaysWhatWillComeInBothLanguages() {
        Fx.pulses(4);
        Fx.screenshot(scene, "loss-empty-light");
        Fx.run(() -> chart.unitsProperty().set(Units.of(Locale.FRENCH)));
        Fx.theme(scene, true);
        Fx.pulses(4);
        Fx.screenshot(scene, "loss-empty-dark-fr");
        assertThat(Fx.call(chart::getAccessibleText)).isEqualTo("Perte au fil de l’entraînement");
    }

    @Test
    void aRunAsItLooksLightDarkLogAndZoomed() {
        Fx.run(() -> {
            chart.expectedSteps(600);
            chart.add(run(400, 7, 1));
            chart.addValidation(held(400, 50));
            chart.best(350, 1.05);
        });
        Fx.pulses(8);
        Fx.screenshot(scene, "loss-light");
        assertThat(Fx.call(() -> chart.range().to())).isEqualTo(600);
        assertThat(Fx.call(chart::getAccessibleText)).contains("Step 400: training loss").contains("Best validation loss 1.050 at step 350");
        mouse(MouseEvent.MOUSE_MOVED, 300, 200, 0);
        Fx.theme(scene, true);
        Fx.run(() -> chart.logScaleProperty().set(true));
        Fx.pulses(8);
        Fx.screenshot(scene, "loss-dark-log-crosshair");
        Fx.run(() -> {
            chart.logScaleProperty().set(false);
            chart.add(run(600, 7, 1).subList(400, 600));
            chart.addValidation(held(600, 50).subList(8, 12));
            chart.best(600, 0.88);
        });
        Fx.theme(scene, false);
        scroll(700, 400);
        Fx.pulses(8);
        Fx.screenshot(scene, "loss-light-zoomed");
        assertThat(Fx.call(() -> chart.range().zoomed())).isTrue();
    }

    @Test
    void wheelDragDoubleClickAndKeysMoveTheView() {
        Fx.run(() -> chart.add(run(1000, 7, 1)));
        Fx.pulses(8);
        scroll(450, 300);
        Fx.pulses(3);
        double from = Fx.call(() -> chart.range().from());
        double width = Fx.call(() -> chart.range().to()) - from;
        assertThat(width).isBetween(200.0, 900.0);
        mouse(MouseEvent.MOUSE_PRESSED, 400, 200, 1);
        mouse(MouseEvent.MOUSE_DRAGGED, 350, 200, 1);
        Fx.pulses(3);
        assertThat(Fx.call(() -> chart.range().from())).isGreaterThan(from);
        assertThat(Fx.call(() -> chart.range().to() - chart.range().from())).isCloseTo(width, org.assertj.core.data.Offset.offset(1e-6));
        mouse(MouseEvent.MOUSE_CLICKED, 350, 200, 2);
        Fx.pulses(3);
        assertThat(Fx.call(() -> chart.range().zoomed())).isFalse();
        key(KeyCode.PLUS);
        assertThat(Fx.call(() -> chart.range().zoomed())).isTrue();
        key(KeyCode.HOME);
        assertThat(Fx.call(() -> chart.range().zoomed())).isFalse();
        key(KeyCode.LEFT);
        Fx.pulses(3);
        assertThat(Fx.call(() -> chart.lookup(".readout").getParent().isVisible())).isTrue();
        key(KeyCode.T);
        Fx.pulses(4);
        assertThat(Fx.call(() -> ((LossTable) chart.lookup(".loss-table")).getItems())).hasSize(1000);
        Fx.screenshot(scene, "loss-table");
        key(KeyCode.ESCAPE);
        assertThat(Fx.call(() -> chart.tableShownProperty().get())).isFalse();
    }

    @Test
    void aResumedRunReplacesWhatItSaysAgain() {
        Fx.run(() -> {
            chart.add(run(100, 7, 1));
            chart.best(80, 1);
            chart.truncateAfter(60);
            chart.add(run(70, 5, 2).subList(60, 70));
            chart.tableShownProperty().set(true);
        });
        Fx.pulses(8);
        List<LossTable.Row> rows = Fx.call(() -> List.copyOf(((LossTable) chart.lookup(".loss-table")).getItems()));
        assertThat(rows).hasSize(70);
        assertThat(rows).extracting(LossTable.Row::step).isSorted().doesNotHaveDuplicates();
        assertThat(Fx.call(chart::getAccessibleText)).contains("Step 70").doesNotContain("Best");
        Fx.run(chart::clear);
        Fx.pulses(8);
        assertThat(Fx.call(() -> chart.lookup(".empty-text").isVisible())).isTrue();
    }

    @Test
    void aHundredThousandPointsPanAndGrow() {
        Fx.run(() -> {
            chart.add(run(100_000, 7, 1));
            chart.addValidation(held(100_000, 2_000));
        });
        Fx.pulses(8);
        Fx.screenshot(scene, "loss-100k");
        double[] whole = paints(60, () -> true);
        Fx.run(() -> chart.range().zoom(0.5, 50_000));
        double[] panned = paints(120, () -> {
            chart.range().move(40);
            return true;
        });
        List<Double> frames = new ArrayList<>();
        AnimationTimer pan = Fx.call(() -> {
            AnimationTimer timer = new AnimationTimer() {
                private long before;

                @Override
                public void handle(long now) {
                    long real = System.nanoTime();
                    if (before != 0) {
                        frames.add((real - before) / 1e6);
                    }
                    before = real;
                    chart.range().move(frames.size() % 200 < 100 ? -100 : 100);
                    chart.moved();
                }
            };
            timer.start();
            return timer;
        });
        Fx.pulses(200);
        Fx.run(pan::stop);
        double[] between = frames.stream().skip(20).mapToDouble(Double::doubleValue).sorted().toArray();
        double[] added = new double[100];
        for (int i = 0; i < added.length; i++) {
            List<LossPoint> ten = run(100_000 + 10 * i + 10, 7, 1).subList(100_000 + 10 * i, 100_000 + 10 * i + 10);
            added[i] = Fx.call(() -> {
                long start = System.nanoTime();
                chart.add(ten);
                return (System.nanoTime() - start) / 1e6;
            });
        }
        System.out.printf(Locale.ROOT, "100,000 points, ms: whole %s; panned %s; between frames %s; add ten %s%n", say(whole), say(panned), say(between), say(added));
        assertThat(panned[panned.length / 2]).as("median time to draw while panning, ms").isLessThan(40);
        assertThat(between.length).as("frames drawn while panning").isGreaterThan(150);
        assertThat(added[added.length / 2]).as("median time to add ten points, ms").isLessThan(5);
    }

    private double[] paints(int times, BooleanSupplier before) {
        double[] took = new double[times];
        for (int i = 0; i < times; i++) {
            int at = i;
            Fx.run(() -> {
                before.getAsBoolean();
                long start = System.nanoTime();
                chart.paint();
                took[at] = (System.nanoTime() - start) / 1e6;
            });
            Fx.pulses(1);
        }
        Arrays.sort(took);
        return took;
    }

    private static String say(double[] times) {
        Arrays.sort(times);
        return String.format(Locale.ROOT, "median %.2f p95 %.2f", times[times.length / 2], times[times.length * 95 / 100]);
    }

    static List<LossPoint> run(int steps, double start, long seed) {
        Random random = new Random(seed);
        List<LossPoint> points = new ArrayList<>();
        for (int step = 1; step <= steps; step++) {
            double trend = 0.8 + (start - 0.8) * Math.exp(-step / (0.12 * Math.max(600, steps)));
            points.add(new LossPoint(step, trend * Math.exp(0.12 * random.nextGaussian())));
        }
        return points;
    }

    static List<LossPoint> held(int steps, int every) {
        List<LossPoint> points = new ArrayList<>();
        for (int step = every; step <= steps; step += every) {
            points.add(new LossPoint(step, 0.88 + 6.4 * Math.exp(-step / (0.13 * Math.max(600, steps)))));
        }
        return points;
    }

    private void mouse(EventType<MouseEvent> type, double x, double y, int clicks) {
        Fx.run(() -> chart.fireEvent(new MouseEvent(type, x, y, x, y, MouseButton.PRIMARY, clicks, false, false, false, false, true, false, false, false, false, true,
                null)));
    }

    private void scroll(double x, double by) {
        Fx.run(() -> chart.fireEvent(new ScrollEvent(ScrollEvent.SCROLL, x, 200, x, 200, false, false, false, false, false, false, 0, by, 0, by,
                ScrollEvent.HorizontalTextScrollUnits.NONE, 0, ScrollEvent.VerticalTextScrollUnits.NONE, 0, 0, null)));
    }

    private void key(KeyCode code) {
        Fx.run(() -> chart.fireEvent(new KeyEvent(KeyEvent.KEY_PRESSED, "", "", code, false, false, false, false)));
    }
}
