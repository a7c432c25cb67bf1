package dev.atelier;

import dev.atelier.cli.Cli;
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
        System.exit(Cli.run((run, events, cancel) -> {
            throw new IllegalStateException("the engine's training is not wired yet");
        }, out, err, args));
    }
}
