package dev.atelier.cli;

import dev.atelier.domain.Sampling;
import java.util.List;
import picocli.CommandLine.Option;

/** How an answer's tokens are chosen. */
final class SamplingOptions {
    @Option(names = "--max-tokens", defaultValue = "256", description = "Most tokens to write (default: ${DEFAULT-VALUE}).")
    private int maxTokens;

    @Option(names = "--temperature", defaultValue = "0", description = "0: always the likeliest token; higher: more varied (default: ${DEFAULT-VALUE}).")
    private double temperature;

    @Option(names = "--top-k", defaultValue = "0", paramLabel = "K", description = "Draw among the K likeliest tokens; 0: all (default: ${DEFAULT-VALUE}).")
    private int topK;

    @Option(names = "--top-p", defaultValue = "1", paramLabel = "P", description = "Draw among the likeliest tokens that together have probability P; 1: all (default: ${DEFAULT-VALUE}).")
    private double topP;

    @Option(names = "--min-p", defaultValue = "0", paramLabel = "P",
            description = "Draw among tokens with at least P times the likeliest one's probability; 0: all (default: ${DEFAULT-VALUE}).")
    private double minP;

    @Option(names = "--repetition-penalty", defaultValue = "1", paramLabel = "X",
            description = "Above 1: tokens that are already in the prompt or the answer become less likely (default: ${DEFAULT-VALUE}).")
    private double repetitionPenalty;

    @Option(names = "--stop", paramLabel = "TEXT", description = "End the answer before this text; may be given several times.")
    private List<String> stop = List.of();

    @Option(names = "--seed", defaultValue = "1", description = "Of the draws (default: ${DEFAULT-VALUE}).")
    private long seed;

    Sampling sampling() {
        return new Sampling(maxTokens, temperature, topK, topP, minP, repetitionPenalty, seed, stop);
    }
}
