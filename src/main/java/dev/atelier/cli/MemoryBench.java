package dev.atelier.cli;

import dev.atelier.domain.Json;
import dev.atelier.domain.Median;
import dev.atelier.domain.Progress;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunSpec;
import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.UserError;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.engine.CpuFeatures;
import dev.atelier.engine.io.AtomicFiles;
import dev.atelier.engine.model.InitHandler;
import dev.atelier.job.EngineProcess;
import dev.atelier.memory.Computation;
import dev.atelier.memory.MemoryEstimate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The calculator beside what engines really held: each configuration trained for a few steps in a process of its own, on the CPU. */
@Command(name = "memory", mixinStandardHelpOptions = true, showDefaultValues = true,
        description = "Train each of 27 configurations for a few steps in a fresh engine, and set the peak it held beside what the calculator says.")
final class MemoryBench extends BenchVerb {
    @Option(names = "--only", split = ",", defaultValue = "", paramLabel = "TEXT", description = "Only configurations whose name contains one of these.")
    private List<String> only = List.of();

    @Option(names = "--autograd", description = "Instead of Llamas, what goes through autograd: DoRA, Qwen 3, Gemma 2, GPT-2 in full.")
    private boolean autograd;

    @Option(names = "--steps", defaultValue = "3", description = "Optimizer steps of each.")
    private int steps;

    @Option(names = "--folder", description = "Where models and runs lie while it works.", defaultValue = "${sys:java.io.tmpdir}")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    MemoryBench() {}

    /** Bytes besides Java and libtorch. */
    private record Measured(String name, long predictedBytes, long measuredBytes) {
        double error() {
            return (double) predictedBytes / measuredBytes - 1;
        }
    }

    /** All, and how far the middle and the worst of them are off, as a share of what was measured. */
    private record Report(List<Measured> configurations, double medianError, double worstError) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        var all = autograd ? MemoryConfiguration.throughAutograd() : MemoryConfiguration.llamas();
        var chosen = all.stream().filter(c -> only.stream().anyMatch(c.name()::contains)).toList();
        if (chosen.isEmpty() || steps < 1) {
            throw UserError.of("wanted configurations to measure and --steps from 1 up", "none named like " + only + ", or " + steps + " steps",
                    "leave --only out, or take a part of names like " + all.getFirst().name() + " or qlora");
        }
        try (var task = interruptible()) {
            Path work = Files.createTempDirectory(folder, "atelier-memory");
            try {
                var measured = new ArrayList<Measured>();
                for (var configuration : chosen) {
                    task.at(configuration.name(), measured.size(), chosen.size());
                    measured.add(measure(configuration, work, task));
                }
                return done(report(measured), table(measured));
            } finally {
                AtomicFiles.deleteTree(work);
            }
        }
    }

    private Measured measure(MemoryConfiguration configuration, Path work, Progress task) throws IOException, InterruptedException {
        Path model = work.resolve(configuration.model());
        if (!Files.exists(model)) {
            InitHandler.run(configuration.architecture(), configuration.shape().sizes(), List.of("no", "yes"), configuration.precision(), 1, Optional.empty(), model);
        }
        var settings = new LinkedHashMap<>(configuration.settings());
        settings.putAll(Map.of("device", "cpu", "precision", configuration.precision(), "max_steps", Integer.toString(steps), "accumulation", "1", "samples", "0"));
        TrainingConfig config = Settings.with(Settings.defaults(), settings);
        var run = new RunFolder(work.resolve("run"));
        try {
            Files.createDirectories(run.root());
            new RunSpec(configuration.name(), model, Map.of(), config, Map.of(), List.of(), false, "", Map.of()).write(run);
            var told = Json.parse(EngineProcess.answer(run, EngineProcess.MAIN_CLASS, "measure", "--json"), configuration.name());
            var estimate = MemoryEstimate.of(ModelConfig.read(model), config, Computation.onCpu(config.precision(), CpuFeatures.read().multipliesBf16()));
            return new Measured(configuration.name(), estimate.totalBytes() - estimate.parts().overhead(), told.path("peak").asLong() - told.path("before").asLong());
        } catch (IOException e) {
            if (task.cancelled()) { // Ctrl-C ends the engine too
                throw (CancellationException) new CancellationException().initCause(e);
            }
            throw e;
        } finally {
            AtomicFiles.deleteTree(run.root());
        }
    }

    private static Report report(List<Measured> all) {
        var errors = all.stream().map(m -> Math.abs(m.error())).toList();
        return new Report(all, Median.of(errors), Collections.max(errors));
    }

    private static String table(List<Measured> all) {
        var table = new Table();
        all.forEach(m -> table.row(m.name(), String.format(Locale.ROOT, "%9s predicted  %9s held  %+6.1f %%", Table.bytes(m.predictedBytes()), Table.bytes(m.measuredBytes()), 100 * m.error())));
        var report = report(all);
        return table.row("off by", String.format(Locale.ROOT, "%.1f %% in the middle, %.1f %% at the worst", 100 * report.medianError(), 100 * report.worstError())).toString();
    }
}
