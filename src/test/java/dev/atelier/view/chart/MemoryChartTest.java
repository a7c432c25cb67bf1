package dev.atelier.view.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.view.Fx;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.junit.jupiter.api.Test;

class MemoryChartTest {
    private static final long GB = 1L << 30;
    private static final String[] NAMES = {"Weights", "Adapters", "Gradients", "Optimizer", "Activations", "Logits", "Overhead"};
    private static final double[] SHARES = {0.48, 0.02, 0.02, 0.04, 0.26, 0.1, 0.08};

    @Test
    void fitsTightAndOverInLightAndDark() {
        List<MemoryChart> charts = new ArrayList<>();
        List<MemoryGauge> gauges = new ArrayList<>();
        Scene scene = Fx.show(Fx.call(() -> {
            VBox[] columns = {new VBox(24), new VBox(24)};
            HBox root = new HBox(40, columns);
            root.setStyle("-fx-padding: 24px");
            for (double need : new double[] {3.1, 7.0, 11.4, 0.02}) {
                MemoryChart chart = new MemoryChart();
                MemoryGauge gauge = new MemoryGauge();
                chart.memoryProperty().set(memory(need));
                gauge.memoryProperty().set(memory(need));
                charts.add(chart);
                gauges.add(gauge);
                chart.setPrefWidth(400);
                columns[charts.size() % 2].getChildren().addAll(chart, gauge);
            }
            return root;
        }), 888, 640, false);
        Fx.screenshot(scene, "memory-light");
        for (int i = 0; i < charts.size(); i++) {
            MemoryChart chart = charts.get(i);
            assertThat(Fx.call(chart::getAccessibleText)).contains(List.of("Fits", "Tight", "Does not fit", "Fits").get(i)).contains("Weights");
            Bounds bar = Fx.call(() -> chart.lookup(".memory-bar").localToScene(chart.lookup(".memory-bar").getLayoutBounds()));
            for (Node part : Fx.call(() -> chart.lookupAll(".memory-part"))) {
                Bounds at = Fx.call(() -> part.localToScene(part.getLayoutBounds()));
                assertThat(at.getMaxX()).isLessThanOrEqualTo(bar.getMaxX() + 1);
                assertThat(at.getWidth()).isGreaterThan(0);
            }
        }
        Fx.run(() -> {
            charts.forEach(chart -> chart.unitsProperty().set(Units.of(Locale.FRENCH)));
            gauges.forEach(gauge -> gauge.unitsProperty().set(Units.of(Locale.FRENCH)));
        });
        Fx.theme(scene, true);
        Fx.pulses(3);
        Fx.screenshot(scene, "memory-dark-fr", 1.5);
        assertThat(Fx.call(() -> charts.get(2).getAccessibleText())).contains("Ne tient pas").contains("11,4 Go");
        Fx.close(scene);
    }

    @Test
    void theLimitStandsWhereTheAvailableMemoryEnds() {
        MemoryChart chart = Fx.call(MemoryChart::new);
        Scene scene = Fx.show(chart, 400, 300, false);
        assertThat(Fx.call(chart::getAccessibleText)).isEqualTo("Choose a model to see what it needs.");
        Fx.run(() -> chart.memoryProperty().set(new Memory(List.of(new Memory.Part("Weights", 2 * GB, "")), 4 * GB, 8 * GB)));
        Fx.pulses(2);
        assertThat(Fx.call(() -> chart.lookup(".memory-limit").getBoundsInParent().getCenterX())).isBetween(198.0, 202.0);
        assertThat(Fx.call(() -> chart.lookup(".memory-part").getLayoutBounds().getWidth())).isBetween(98.0, 101.0);
        Fx.close(scene);
    }

    @Test
    void theVerdictFollowsTheShare() {
        assertThat(memory(6.0).fit()).isEqualTo(Memory.Fit.FITS);
        assertThat(memory(6.2).fit()).isEqualTo(Memory.Fit.TIGHT);
        assertThat(memory(7.7).fit()).isEqualTo(Memory.Fit.OVER);
    }

    private static Memory memory(double need) {
        List<Memory.Part> parts = new ArrayList<>();
        for (int i = 0; i < NAMES.length; i++) {
            parts.add(new Memory.Part(NAMES[i], (long) (need * SHARES[i] * GB), "What the part is for."));
        }
        return new Memory(parts, (long) (7.6 * GB), 8 * GB);
    }
}
