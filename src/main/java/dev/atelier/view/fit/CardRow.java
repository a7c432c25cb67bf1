package dev.atelier.view.fit;

import dev.atelier.view.chart.Memory;

/**
 * A card and whether the next run would fit on it.
 *
 * @param change what would make it fit, in words; empty where it does
 * @param help what that does and costs
 */
record CardRow(String size, String examples, Memory.Fit fit, String verdict, String change, String help) {}
