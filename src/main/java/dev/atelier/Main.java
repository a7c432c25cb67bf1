package dev.atelier;

import dev.atelier.cli.Cli;
import dev.atelier.engine.train.TrainingJob;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The program's entry. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        // libtorch's Java side reads these once, before anything is loaded: no download, no report home
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(Cli.run(TrainingJob::run, out, err, args));
    }
}
