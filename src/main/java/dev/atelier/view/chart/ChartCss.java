package dev.atelier.view.chart;

import java.net.URL;
import java.util.Objects;

/** Where the controls of this package find their look. */
final class ChartCss {
    private ChartCss() {}

    static String url() {
        URL found = ChartCss.class.getResource("chart.css");
        return Objects.requireNonNull(found, "chart.css is missing from the program").toExternalForm();
    }
}
