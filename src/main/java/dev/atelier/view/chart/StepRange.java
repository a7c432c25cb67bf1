package dev.atelier.view.chart;

/** The steps in sight: all of them, growing with the run, until the reader zooms in. */
final class StepRange {
    private static final double CLOSEST = 8;
    private double first;
    private double last = 1;
    private double from;
    private double to = 1;
    private boolean zoomed;

    double from() {
        return from;
    }

    double to() {
        return to;
    }

    boolean zoomed() {
        return zoomed;
    }

    /** What there is to see. */
    void whole(long firstStep, long lastStep) {
        first = firstStep;
        last = Math.max(lastStep, firstStep + 1);
        if (zoomed) {
            set(from, to);
        } else {
            all();
        }
    }

    /** Everything. */
    void all() {
        zoomed = false;
        from = first;
        to = last;
    }

    /** Makes the range smaller (factor under 1) or larger around a step. */
    void zoom(double factor, double around) {
        double width = Math.max(Math.min(CLOSEST, last - first), (to - from) * factor);
        double left = around - (around - from) * width / (to - from);
        set(left, left + width);
    }

    /** Moves by so many steps, never beyond what there is. */
    void move(double steps) {
        set(from + steps, to + steps);
    }

    private void set(double left, double right) {
        double width = right - left;
        if (width >= last - first) {
            all();
            return;
        }
        zoomed = true;
        from = Math.clamp(left, first, last - width);
        to = from + width;
    }
}
