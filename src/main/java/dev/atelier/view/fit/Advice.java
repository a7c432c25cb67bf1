package dev.atelier.view.fit;

import dev.atelier.memory.Verdict;
import java.util.Map;

/**
 * What can be said of the next run's memory in a line.
 *
 * @param action what a button beside it says; empty: nothing is proposed
 * @param help what the proposal does and costs
 * @param settings what the button sets, by name
 */
record Advice(Verdict verdict, String text, String action, String help, Map<String, String> settings) {}
