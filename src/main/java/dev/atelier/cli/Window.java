package dev.atelier.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the command line knows of the window. */
@FunctionalInterface
public interface Window {
    /**
     * Plays the main job on a sample: in the window if there is a display, else on a screen of its own that nobody sees, leaving screenshots.
     *
     * @param folder for what is made; null: a new one
     * @param say hears a line for each thing done
     */
    Played demo(@Nullable Path folder, Consumer<String> say) throws Exception;

    /** What a demo left. */
    record Played(Path folder, @Nullable Path run, @Nullable Path gguf, List<Path> screenshots) {}
}
