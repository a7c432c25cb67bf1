package dev.atelier.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The main job as a tour. */
@Command(name = "demo", mixinStandardHelpOptions = true,
        description = "Play the whole main job on a sample, in the window; without a display it leaves screenshots, the run and a GGUF file in a folder.")
final class DemoCommand extends Verb {
    private final Window window;

    @Option(names = "--out", paramLabel = "DIR", description = "A new folder for what the demo makes.")
    private @Nullable Path out;

    DemoCommand(Window window) {
        this.window = window;
    }

    @Override
    public Integer call() throws Exception {
        Window.Played played = window.demo(out, line -> {
            err().println(line);
            err().flush();
        });
        var table = new Table().row("folder", played.folder().toString());
        if (played.run() != null) {
            table.row("run", played.run().toString());
        }
        if (played.gguf() != null) {
            table.row("gguf", played.gguf().toString());
        }
        return done(played, table.row("screenshots", Integer.toString(played.screenshots().size())).toString());
    }
}
