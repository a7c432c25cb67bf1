package dev.atelier.cli;

import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.UserError;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.memory.CardFit;
import dev.atelier.memory.InferenceMemory;
import dev.atelier.memory.Proposals;
import dev.atelier.memory.Setup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Whether a training run fits, before it starts, and what makes it fit. */
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

    @Option(names = "--available", paramLabel = "SIZE", defaultValue = "", description = "Memory to fit into, such as 8GB; else what this machine has free.")
    private String availableSize;

    @Option(names = "--cards", description = "Say besides on which common graphics cards it would fit.")
    private boolean cards;

    @Option(names = "--inference", description = "Say instead what talking to the model needs, beside the textbook's rule.")
    private boolean inference;

    @Option(names = "--context", paramLabel = "N", defaultValue = "1024", description = "Tokens of the conversation, for --inference.")
    private int context;

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
        long available = availableSize.isEmpty() ? here.availableBytes() : ByteSize.of(availableSize, "--available");
        var setup = Setup.of(ModelConfig.read(model), config, here.computation());
        var found = Proposals.of(setup, available, 0);
        var fits = cards ? CardFit.of(setup, 0) : null;
        var chat = inference ? chat(setup, available) : null;
        String text = chat == null ? EstimateTable.of(setup, found) : EstimateTable.chat(chat, available);
        return done(EstimateAnswer.of(found, fits, chat), fits == null ? text : text + "\n" + EstimateTable.cards(fits));
    }

    private EstimateAnswer.Chat chat(Setup setup, long available) {
        if (setup.model().classifies()) {
            throw UserError.of("--inference: wanted a model that writes", setup.model().modelType() + ", which names classes", "leave the option out");
        }
        return EstimateAnswer.Chat.of(InferenceMemory.of(setup.model(), context, setup.computation().stored()), context, available);
    }
}
