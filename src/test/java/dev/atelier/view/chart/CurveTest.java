package dev.atelier.view.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CurveTest {
    private static final double CLOSE = 1e-12;

    @Test
    void theAverageCountsTheFirstValuesInFull() {
        Curve curve = new Curve(0.9);
        curve.add(List.of(new LossPoint(1, 4), new LossPoint(2, 2), new LossPoint(3, Double.NaN), new LossPoint(4, 1)));
        assertThat(curve.smoothed(0)).isCloseTo(4, within(CLOSE));
        assertThat(curve.smoothed(1)).isCloseTo((0.9 * 0.4 + 0.1 * 2) / (1 - 0.81), within(CLOSE));
        assertThat(curve.smoothed(2)).isEqualTo(curve.smoothed(1));
        assertThat(curve.smoothed(3)).isCloseTo((0.81 * 0.4 + 0.9 * 0.2 + 0.1) / (1 - 0.729), within(CLOSE));
        curve.factor(0);
        assertThat(curve.smoothed(3)).isEqualTo(1);
    }

    @Test
    void cutAndContinuedIsTheSameAsUncut() {
        List<LossPoint> all = LossChartTest.run(500, 7, 3);
        Curve whole = new Curve(0.95);
        whole.add(all);
        Curve cut = new Curve(0.95);
        cut.add(all.subList(0, 300));
        cut.truncateAfter(200);
        cut.add(all.subList(200, 500));
        assertThat(cut.size()).isEqualTo(500);
        for (int i = 0; i < 500; i++) {
            assertThat(cut.smoothed(i)).isEqualTo(whole.smoothed(i));
        }
    }

    @Test
    void theBandHoldsTheExtremesOfEveryColumn() {
        List<LossPoint> all = LossChartTest.run(100_000, 7, 1);
        Curve curve = new Curve(0.9);
        curve.add(all);
        Curve.Trace band = curve.raw(0, 100_000, 125);
        assertThat(band.band()).isTrue();
        assertThat(band.x().length).isLessThan(2 * 810);
        double[] raw = all.stream().mapToDouble(LossPoint::loss).toArray();
        assertThat(Arrays.stream(band.y()).max().orElseThrow()).isEqualTo(Arrays.stream(raw).max().orElseThrow());
        assertThat(Arrays.stream(band.y()).min().orElseThrow()).isEqualTo(Arrays.stream(raw).min().orElseThrow());
        Curve.Trace near = curve.raw(500, 600, 0.125);
        assertThat(near.band()).isFalse();
        assertThat(near.x()[0]).isEqualTo(499);
        assertThat(near.x()[near.x().length - 1]).isEqualTo(601);
    }

    @Test
    void ticksAreRoundAndFew() {
        assertThat(Ticks.linear(0, 8.4, 8, 0)).extracting(Ticks.Tick::value).containsExactly(0.0, 2.0, 4.0, 6.0, 8.0);
        assertThat(Ticks.logarithmic(0.009, 11, 8)).extracting(Ticks.Tick::value).containsExactly(0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0);
        assertThat(Ticks.logarithmic(0.009, 11, 8)).extracting(Ticks.Tick::digits).containsExactly(2, 2, 1, 1, 0, 0, 0);
        assertThat(Ticks.logarithmic(0.85, 1.1, 6).size()).isBetween(3, 7);
    }
}
