package dev.atelier.cli;

import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.TrainingConfig.Precision;
import dev.atelier.domain.TrainingConfig.Quantization;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.memory.MemoryEstimate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Whether a training run fits, before it starts. */
@Command(name = "estimate", mixinStandardHelpOptions = true, description = "Say how much memory a training run will need, part by part.")
final class EstimateCommand extends Verb {
    @Parameters(paramLabel = "MODEL", description = "A model folder, or just its config.json.")
    private Path model;

    @Option(names = "--method", paramLabel = "METHOD", defaultValue = "", description = "lora, qlora or full.")
    private String method;

    @Option(names = "--rank", paramLabel = "R", defaultValue = "", description = "Rank of the adapters.")
    private String rank;

    @Option(names = "--targets", paramLabel = "NAMES", defaultValue = "", description = "Adapted matrices, or all-linear.")
    private String targets;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "", description = "Examples that go through the model together.")
    private String batch;

    @Option(names = "--seq", paramLabel = "N", defaultValue = "", description = "Tokens of each example.")
    private String seq;

    @Mixin
    private SettingOptions settings = new SettingOptions();

    @SuppressWarnings("NullAway.Init")
    EstimateCommand() {}

    @Override
    public Integer call() throws IOException {
        Map<String, String> given = settings.given();
        SettingOptions.put(given, "method", method);
        SettingOptions.put(given, "rank", rank);
        SettingOptions.put(given, "target_modules", targets);
        SettingOptions.put(given, "micro_batch", batch);
        SettingOptions.put(given, "max_length", seq);
        TrainingConfig config = Settings.with(Settings.defaults(), given);
        Here here = Here.of(config);
        var estimate = MemoryEstimate.of(ModelConfig.read(model), config, here.computation());
        return done(estimate, table(estimate, config, here.computation().stored()));
    }

    private static String table(MemoryEstimate estimate, TrainingConfig config, Precision precision) {
        var parts = estimate.parts();
        return new Table().row("parameters", Table.count(estimate.parameters()))
                .row("trainable", Table.count(estimate.trainableParameters()) + String.format(Locale.ROOT, " (%.2f %%)", 100.0 * estimate.trainableParameters() / estimate.parameters()))
                .row("weights", Table.bytes(parts.weights()) + " in " + (config.quantization() == Quantization.NONE ? "" : config.quantization() + " and ") + precision)
                .row("adapters", Table.bytes(parts.adapters()))
                .row("gradients", Table.bytes(parts.gradients()))
                .row("optimizer", Table.bytes(parts.optimizer()))
                .row("activations", Table.bytes(parts.activations()))
                .row("logits", Table.bytes(parts.logits()))
                .row("workspace", Table.bytes(parts.workspace()))
                .row("overhead", Table.bytes(parts.overhead()))
                .row("total", Table.bytes(estimate.totalBytes())).toString();
    }
}
