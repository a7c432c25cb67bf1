package dev.atelier.cli;

import dev.atelier.domain.TrainingConfig;
import picocli.CommandLine.Option;

/** What every command that computes with a model takes. */
final class ModelOptions {
    @Option(names = "--precision", paramLabel = "TYPE", description = "f32, bf16 or auto (default: ${DEFAULT-VALUE}).")
    TrainingConfig.Precision precision = TrainingConfig.Precision.AUTO;

    @Option(names = "--device", paramLabel = "DEVICE", description = "auto, cpu or cuda:N (default: ${DEFAULT-VALUE}).")
    String device = "auto";
}
