package dev.atelier.view.chart;

/** The loss at one step; NaN where it was not a number. */
public record LossPoint(long step, double loss) {}
