package dev.atelier.cli;

import dev.atelier.domain.Median;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.AtomicFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long the window takes to be usable, beside the least that JavaFX needs: an empty window. The two start in turn, so that other work on the machine slows both. */
@Command(name = "startup", mixinStandardHelpOptions = true, showDefaultValues = true,
        description = "Start the window and an empty JavaFX window in turn: seconds until each is drawn and answers, and their ratio.")
final class StartupBench extends BenchVerb {
    private static final List<String> JAVA = List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
    private static final long MILLIS_TO_END = 30_000;

    /** Seconds: medians, their ratio, and each start's in order. */
    private record Report(double window, double empty, double ratio, List<Double> windows, List<Double> empties, boolean headless, String launcher) {}

    @Option(names = "--runs", defaultValue = "5", description = "Starts of each that count; one more before them does not.")
    private int runs;

    @Option(names = "--headless", description = "On a screen of its own that nobody sees, as always without a display.")
    private boolean headless;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (runs < 1) {
            throw UserError.of("runs: wanted a number from 1 up", Integer.toString(runs), "choose how many starts count");
        }
        boolean unseen = headless || System.getProperty("os.name").startsWith("Linux") && System.getenv("DISPLAY") == null && System.getenv("WAYLAND_DISPLAY") == null;
        Path home = Files.createTempDirectory("atelier");
        try {
            var window = new ArrayList<Double>();
            var empty = new ArrayList<Double>();
            for (int run = 0; run <= runs; run++) {
                double nothing = seconds(java("dev.atelier.ui.EmptyWindow"), home, unseen);
                double all = seconds(launcher() == null ? java("dev.atelier.Main") : List.of(launcher()), home, unseen);
                progress().at("starts", run, runs);
                if (run > 0) {
                    empty.add(nothing);
                    window.add(all);
                }
            }
            var report = new Report(Median.of(window), Median.of(empty), Median.of(window) / Median.of(empty), window, empty, unseen, String.valueOf(launcher()));
            return done(report, new Table().row("window", text(report.window(), window)).row("empty window", text(report.empty(), empty))
                    .row("ratio", String.format(Locale.ROOT, "%.2f", report.ratio())).toString());
        } finally {
            AtomicFiles.deleteTree(home);
        }
    }

    /** What the user starts: the script, or the installed program. */
    private static @Nullable String launcher() {
        return System.getProperty("atelier.launcher", System.getProperty("jpackage.app-path"));
    }

    private static List<String> java(String mainClass) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JAVA);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        return command;
    }

    private static double seconds(List<String> command, Path home, boolean headless) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectError(Redirect.DISCARD);
        builder.environment().put("JAVA_TOOL_OPTIONS", "-Datelier.closeAfter=1 \"-Datelier.home=" + home + "\"" + (headless ? " -Dglass.platform=Headless -Dprism.order=sw" : ""));
        long begin = System.nanoTime();
        Process process = builder.start();
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals("usable")) {
                    return (System.nanoTime() - begin) / 1e9;
                }
            }
            throw new IllegalStateException("no window came up: " + String.join(" ", command) + " ended with " + process.waitFor());
        } finally {
            if (!process.waitFor(MILLIS_TO_END, TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    private static String text(double median, List<Double> all) {
        return String.format(Locale.ROOT, "%.2f s (%s)", median, String.join(", ", all.stream().map(value -> String.format(Locale.ROOT, "%.2f", value)).toList()));
    }
}
