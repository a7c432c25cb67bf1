package dev.atelier;

import dev.atelier.cli.Cli;
import dev.atelier.domain.work.Wire;
import dev.atelier.domain.work.WorkMessage.Ask;
import dev.atelier.domain.work.WorkRequest;
import dev.atelier.engine.worker.WorkerServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * A start that nobody sees: a command's help, the window with its rooms, a worker's first answers. Java, started with -XX:AOTCacheOutput, keeps what
 * it loaded meanwhile ready for the real ones.
 */
final class Rehearsal {
    private static final int MILLIS_FOR_THE_ROOMS = 2000;

    private Rehearsal() {}

    /** Plays it; the exit code. */
    static int play(PrintWriter err) {
        System.setProperty("glass.platform", "Headless");
        System.setProperty("prism.order", "sw");
        System.setProperty(App.CLOSE_AFTER, Integer.toString(MILLIS_FOR_THE_ROOMS));
        try {
            Path home = Files.createTempDirectory("atelier");
            try {
                System.setProperty("atelier.home", home.toString());
                Cli.run(Main::train, (folder, say) -> App.demo(folder, say), new PrintWriter(Writer.nullWriter()), err, "train", "--help");
                int code = App.open(null, err);
                ask(List.of(new WorkRequest.DescribeMachine(), new WorkRequest.Inspect(App.samples().resolve("starter-model"))));
                return code;
            } finally {
                delete(home);
            }
        } catch (IOException e) {
            err.println("atelier: " + e);
            return 1;
        }
    }

    private static void ask(List<WorkRequest<?>> requests) throws IOException {
        var in = new PipedInputStream();
        var questions = new PipedOutputStream(in);
        for (int i = 0; i < requests.size(); i++) {
            questions.write(Wire.line(new Ask(i + 1, requests.get(i), false)));
        }
        var replies = new OutputStream() {
            private int answers;

            @Override
            public void write(int b) throws IOException {
                if (b == '\n' && ++answers == requests.size()) {
                    questions.close();
                }
            }
        };
        WorkerServer.serve(in, new PrintStream(replies, true, StandardCharsets.UTF_8));
    }

    private static void delete(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
