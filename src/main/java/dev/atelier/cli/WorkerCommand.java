package dev.atelier.cli;

import dev.atelier.engine.worker.WorkerServer;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;

/** The child process that answers the window's questions. */
@Command(name = "worker", hidden = true, mixinStandardHelpOptions = true, description = "Answers questions, one line of JSON each, until standard input ends; started by the window.")
final class WorkerCommand extends Verb {
    private static final int BUFFER = 1 << 16;

    @Override
    public Integer call() throws IOException {
        var replies = new PrintStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER), false, StandardCharsets.UTF_8);
        WorkerServer.serve(System.in, replies);
        return OK;
    }
}
