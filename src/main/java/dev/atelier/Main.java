package dev.atelier;

import dev.atelier.cli.Cli;
import dev.atelier.domain.Cancel;
import dev.atelier.domain.EventLog;
import dev.atelier.domain.RunFolder;
import dev.atelier.engine.CpuFeatures;
import dev.atelier.engine.train.TrainingJob;
import dev.atelier.memory.Computation;
import dev.atelier.memory.MemoryEstimate;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The program's entry: the window without arguments or with a project file, else a command. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        // libtorch's Java side reads these once, before anything is loaded: no download, no report home
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(args.length == 1 && args[0].equals("rehearse") ? Rehearsal.play(err) : window(args) ? App.open(args.length == 0 ? null : Path.of(args[0]), err)
                : Cli.run(Main::train, (folder, say) -> App.demo(folder, say), out, err, args));
    }

    /** What the engine's process does with a run. */
    static void train(RunFolder run, EventLog events, Cancel cancel) throws IOException {
        TrainingJob.run(run, events, cancel, (model, config, precision, gpu) -> MemoryEstimate.of(model, config,
                gpu ? Computation.onGpu(precision) : Computation.onCpu(precision, CpuFeatures.read().multipliesBf16())).totalBytes());
    }

    private static boolean window(String[] args) {
        return args.length == 0 || args.length == 1 && args[0].endsWith(".atelier");
    }
}
