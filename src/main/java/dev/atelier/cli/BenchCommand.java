package dev.atelier.cli;

import dev.atelier.engine.Precision;
import dev.atelier.engine.Torch;
import dev.atelier.engine.train.StepProfile;
import dev.atelier.engine.train.TrainBench;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measurements on this machine. */
@Command(name = "bench", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND", subcommands = {BenchCommand.Train.class, GenerateBenchCommand.class, LoadBenchCommand.class, QuantizeBench.class, MemoryBench.class, StartupBench.class,
    CompareBenches.class},
        description = "Measure this machine's speed: bench train, generate, load, quantize, memory, startup; bench compare sets two measurements side by side.")
final class BenchCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets spec
    BenchCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "wanted what to measure: train, generate, load, quantize, memory or startup; or compare");
    }

    /** What numbers to compute in, as PyTorch's users call them. */
    enum Type {
        BF16(Precision.BF16), FP32(Precision.F32), F32(Precision.F32);

        private final Precision precision;

        Type(Precision precision) {
            this.precision = precision;
        }
    }

    /** LoRA steps on a Llama of random weights. */
    @Command(name = "train", mixinStandardHelpOptions = true, showDefaultValues = true, description = "LoRA steps on a Llama of random weights: tokens a second and peak memory.")
    static final class Train extends BenchVerb {
        @Option(names = "--hidden", defaultValue = "512")
        private int hidden;

        @Option(names = "--layers", defaultValue = "8")
        private int layers;

        @Option(names = "--heads", defaultValue = "8")
        private int heads;

        @Option(names = "--kv-heads", defaultValue = "0", description = "0: as many as heads.")
        private int kvHeads;

        @Option(names = "--inter", defaultValue = "1408")
        private int inter;

        @Option(names = "--vocab", defaultValue = "8192")
        private int vocab;

        @Option(names = "--seq", defaultValue = "512")
        private int seq;

        @Option(names = "--batch", defaultValue = "4")
        private int batch;

        @Option(names = "--rank", defaultValue = "16")
        private int rank;

        @Option(names = "--steps", defaultValue = "13", description = "Steps that count.")
        private int steps;

        @Option(names = "--warmup", defaultValue = "4", description = "Steps before them.")
        private int warmup;

        @Option(names = "--seed", defaultValue = "1")
        private int seed;

        @Option(names = "--dtype", defaultValue = "bf16", description = "bf16 or fp32.")
        private Type type = Type.BF16;

        @Option(names = "--device", defaultValue = "auto", description = "auto, cpu or cuda:N.")
        private String device = "auto";

        @Option(names = "--ckpt", description = "Compute activations again on the way back.")
        private boolean recompute;

        @Option(names = "--ragged", description = "Rows of different lengths with masked prompts.")
        private boolean ragged;

        @Option(names = "--profile", description = "Also show where the time goes, and what the matrix products alone would allow.")
        private boolean profile;

        @Override
        public Integer call() {
            try (var torch = Torch.open(device)) {
                var bench = new TrainBench(hidden, layers, heads, kvHeads == 0 ? heads : kvHeads, inter, vocab, seq, batch, rank, steps, warmup, seed, type.precision, recompute, ragged, profile);
                var result = bench.run(torch);
var table = new Table().row("learns from", String.format(Locale.ROOT, "%,.0f tokens/s", result.tokensPerS()))
                        .row("peak memory", Table.bytes(result.peakMemoryBytes()) + ", of which weights " + Table.bytes(result.weightBytes()))
                        .row("last loss", String.format(Locale.ROOT, "%.4f", result.loss()));
                if (result.profile() != null) {
                    tell(result.profile(), result.tokensPerS(), table);
                }
                return done(result, table.toString());
            }
        }

        private static void tell(StepProfile profile, double tokensPerS, Table table) {
            profile.seconds().entrySet().stream().sorted(Map.Entry.<StepProfile.Kind, Double>comparingByValue().reversed())
                    .forEach(e -> table.row(e.getKey().label(), String.format(Locale.ROOT, "%.1f %% of the time", 100 * e.getValue() / profile.total())));
            table.row("matrix products alone", String.format(Locale.ROOT, "%,.0f tokens/s", tokensPerS * profile.ceiling()));
        }
    }
}
