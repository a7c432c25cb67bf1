package dev.atelier.cli;

import dev.atelier.domain.Json;
import dev.atelier.domain.Progress;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command has: {@code --json}, the two streams, and an exit code. */
abstract class Verb implements Callable<Integer> {
    static final int OK = 0;
    static final int DEFECT = 1;
    static final int MISTAKE = 2;
    static final int INTERRUPTED = 130;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON document on standard output.")
    private boolean json;

    @SuppressWarnings("NullAway.Init") // picocli sets spec
    Verb() {}

    /** Standard output: the command's result, nothing else. */
    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Standard error: progress, warnings and mistakes. */
    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Shows a long task's progress on a terminal. */
    Progress progress() {
        return Boolean.getBoolean("atelier.terminal") ? new ProgressLine(err()) : Progress.NONE;
    }

    /** The same for a task that Ctrl-C cancels; to be closed when the task has ended. */
    Interruptible interruptible() {
        return new Interruptible(progress(), err());
    }

    /** Whether a document was asked for. */
    boolean json() {
        return json;
    }

    /** Prints the result: as a document with names in snake case, or as {@code text} for people. */
    int done(Object document, String text) {
        err().flush();
        out().println(json ? Json.snakeLine(document) : text.stripTrailing());
        out().flush();
        return OK;
    }
}
