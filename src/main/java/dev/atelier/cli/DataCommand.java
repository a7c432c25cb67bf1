package dev.atelier.cli;

import dev.atelier.engine.data.DataCheck;
import dev.atelier.engine.data.DataReport;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What can be done with a file of rows. */
@Command(name = "data", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND", subcommands = DataCommand.Check.class,
        description = "Check a file of rows: data check FILE.")
final class DataCommand implements Runnable {
    private static final int SHOWN = 20;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets spec
    DataCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "wanted what to do with the data: check");
    }

    /** Which rows a file holds, and which lines are none. */
    @Command(name = "check", mixinStandardHelpOptions = true, description = "Count a file's rows, recognise their shape, name every bad line and what is wrong with it.")
    static final class Check extends Verb {
        @Parameters(paramLabel = "FILE", description = "JSON lines, or a JSON array.")
        private Path file;

        @SuppressWarnings("NullAway.Init")
        Check() {}

        @Override
        public Integer call() {
            DataReport report = DataCheck.run(file, progress());
            var text = new StringBuilder(report.rows() + " rows of shape " + report.shape() + ", " + report.bad() + " bad lines\n");
            report.labels().entrySet().stream().limit(SHOWN).forEach(label -> text.append("label ").append(label.getKey()).append(": ").append(label.getValue()).append(" rows\n"));
            report.findings().stream().limit(SHOWN).forEach(finding -> text.append("line ").append(finding.line()).append(": ").append(finding.reason()).append('\n'));
            if (report.bad() > SHOWN) {
                text.append("... and ").append(report.bad() - SHOWN).append(" more: --json lists up to a thousand\n");
            }
            return done(report, text.toString());
        }
    }
}
