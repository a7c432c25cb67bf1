package dev.atelier.view;

import dev.atelier.domain.UserError;
import dev.atelier.ui.Messages;
import dev.atelier.ui.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The system's own file manager. */
public final class Desktop {
    private static final int SECONDS = 10;
    private final Tasks tasks;
    private final Failures failures;
    private final Messages.Texts texts;

    Desktop(Tasks tasks, Failures failures, Messages messages) {
        this.tasks = tasks;
        this.failures = failures;
        this.texts = messages.of(getClass());
    }

    /** Shows a file in its folder; a notice says so where there is no program for it. */
    public void show(Path file) {
        tasks.run(() -> {
            open(file);
            return file;
        }, shown -> {}, failures::tell);
    }

    private void open(Path file) throws InterruptedException {
        Path folder = Files.isDirectory(file) || file.getParent() == null ? file : file.getParent();
        if (!Files.exists(file)) {
            throw new UserError(texts.get("desktop.gone", file));
        }
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        try {
            if (system.startsWith("windows")) {
                var _ = new ProcessBuilder("explorer.exe", "/select," + file).start(); // it exits with 1 even when all is well
                return;
            }
            List<String> command = system.startsWith("mac") ? List.of("open", "-R", file.toString()) : List.of("xdg-open", folder.toString());
            Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            if (process.waitFor(SECONDS, TimeUnit.SECONDS) && process.exitValue() != 0) {
                throw new UserError(texts.get("desktop.none", folder));
            }
        } catch (IOException e) {
            throw new UserError(texts.get("desktop.none", folder), e);
        }
    }
}
