package dev.atelier.view.train;

import dev.atelier.domain.RunEvent;
import dev.atelier.view.chart.LossChart;
import dev.atelier.view.chart.LossPoint;
import dev.atelier.view.project.LiveRun;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps a chart at what a run has told: all of it at first, then batch by batch; what a resumed run takes back goes. */
final class CurveFeed {
    private final LossChart chart;
    private final Consumer<List<RunEvent>> listener = this::heard;
    private final List<LossPoint> train = new ArrayList<>();
    private final List<LossPoint> validation = new ArrayList<>();
    private @Nullable LiveRun followed;
    private int last;

    CurveFeed(LossChart chart) {
        this.chart = chart;
    }

    void follow(@Nullable LiveRun run) {
        if (followed != null) {
            followed.removeListener(listener);
        }
        followed = run;
        chart.clear();
        last = 0;
        if (run != null) {
            run.history().steps().forEach(this::take);
            run.history().evals().forEach(eval -> validation.add(new LossPoint(eval.step(), eval.loss())));
            run.onEvents(listener);
            draw(run);
        }
    }

    private void heard(List<RunEvent> events) {
        for (RunEvent event : events) {
            switch (event) {
                case RunEvent.Resumed(int step) -> backTo(step);
                case RunEvent.Step step -> {
                    if (step.step() <= last) {
                        backTo(step.step() - 1);
                    }
                    take(step);
                }
                case RunEvent.Eval eval -> {
                    if (eval.step() < last) {
                        backTo(eval.step());
                    }
                    validation.add(new LossPoint(eval.step(), eval.loss()));
                }
                default -> {}
            }
        }
        if (followed != null) {
            draw(followed);
        }
    }

    private void take(RunEvent.Step step) {
        train.add(new LossPoint(step.step(), step.loss()));
        last = step.step();
    }

    private void backTo(int step) {
        flush();
        chart.truncateAfter(step);
        last = Math.min(last, step);
    }

    private void draw(LiveRun run) {
        flush();
        chart.expectedSteps(run.steps());
        run.best().ifPresent(best -> chart.best(best.step(), best.loss()));
    }

    private void flush() {
        if (!train.isEmpty()) {
            chart.add(List.copyOf(train));
            train.clear();
        }
        if (!validation.isEmpty()) {
            chart.addValidation(List.copyOf(validation));
            validation.clear();
        }
    }
}
