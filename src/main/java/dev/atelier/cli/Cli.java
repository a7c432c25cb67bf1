package dev.atelier.cli;

import dev.atelier.domain.Versions;
import dev.atelier.job.EngineHost.Training;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The command line as a whole: which verbs there are, and what happens to what they throw. */
@Command(name = "atelier", synopsisSubcommandLabel = "COMMAND", commandListHeading = "", mixinStandardHelpOptions = true, versionProvider = Cli.Version.class,
        description = "Fine-tune language models on your own machine.",
        footer = {"", "atelier COMMAND --help explains a command; --json makes any of them print one document.",
            "Exit codes: 0 done, 2 a mistake you can mend, 1 a defect of the program."})
public final class Cli implements Runnable {
    /** {@code --version}. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return Versions.all().entrySet().stream().map(entry -> entry.getKey() + " " + entry.getValue()).toArray(String[]::new);
        }
    }

    @CommandLine.Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets spec
    private Cli() {}

    /** Without a verb: what there is. (The window is opened before it comes to this.) */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** The program's commands; {@code training} is what the engine's child process does, {@code window} what opens one. */
    public static CommandLine create(Training training, Window window) {
        var line = new CommandLine(new Cli());
        for (Object verb : verbs(training, window)) {
            line.addSubcommand(verb);
        }
        acceptDevice(line);
        line.setParameterExceptionHandler(Mistakes::parameters).setExecutionExceptionHandler(Mistakes::execution);
        line.setCaseInsensitiveEnumValuesAllowed(true).setUsageHelpAutoWidth(true).setAbbreviatedOptionsAllowed(false).setExpandAtFiles(false);
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, HelpGroups::render);
        return line;
    }

    /** Every command takes --device, so that a script may give it to all; where nothing is computed it changes nothing. */
    private static void acceptDevice(CommandLine line) {
        for (CommandLine command : line.getSubcommands().values()) {
            acceptDevice(command);
            if (command.getCommand() instanceof Verb && command.getCommandSpec().findOption("--device") == null) {
                command.getCommandSpec().addOption(OptionSpec.builder("--device").type(String.class).paramLabel("DEVICE").hidden(true).build());
            }
        }
    }

    private static List<Object> verbs(Training training, Window window) {
        return List.of(new DemoCommand(window), new TrainCommand(), new DataCommand(), new EstimateCommand(), new EvalCommand(), new ChatCommand(), new ExportCommand(), new ImatrixCommand(), new QualityCommand(), new InspectCommand(),
                new LogitsCommand(), new TokensCommand(), new RenderCommand(), new InitCommand(), new BenchCommand(), new DoctorCommand(), new StarterCommand(),
                new EngineCommand(training), new MeasureCommand(), new WorkerCommand());
    }

    /** Runs a command; its exit code. */
    public static int run(Training training, Window window, PrintWriter out, PrintWriter err, String... args) {
        int code = create(training, window).setOut(out).setErr(err).execute(args);
        out.flush();
        err.flush();
        return code;
    }
}
