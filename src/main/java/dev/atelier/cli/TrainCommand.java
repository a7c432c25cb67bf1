package dev.atelier.cli;

import dev.atelier.domain.ProjectSpec;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunLock;
import dev.atelier.domain.RunSpec;
import dev.atelier.domain.Settings;
import dev.atelier.domain.UserError;
import dev.atelier.engine.run.RunPreparation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** From a project to an adapter: prepares the run folder, starts the engine and follows it. */
@Command(name = "train", mixinStandardHelpOptions = true, description = "Train on a project's rows, or go on with a run.")
final class TrainCommand extends Verb {
    /** A killed engine may need a moment to be gone. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Parameters(paramLabel = "FOLDER", arity = "0..1", description = "A project (with project.json or project.atelier) or a run (with run.json).")
    private @Nullable Path folder;

    @Option(names = "--out", paramLabel = "DIR", description = "The new run's folder; by default runs/NAME-N.")
    private @Nullable Path out;

    @Option(names = "--model", paramLabel = "DIR", description = "Another model than the project's.")
    private @Nullable Path model;

    @Option(names = "--resume", description = "Go on from the last checkpoint of the run, if it has one.")
    private boolean resume;

    @Option(names = "--skip-bad", description = "Leave out lines that are no rows, instead of stopping.")
    private boolean skipBad;

    @Option(names = "--settings", description = "List the settings, their defaults and ranges.")
    private boolean listSettings;

    @Mixin
    private SettingOptions settings = new SettingOptions();

    @Override
    public Integer call() throws Exception {
        if (listSettings) {
            out().print(SettingOptions.listing());
            return OK;
        }
        if (folder == null) {
            throw UserError.of("wanted a project folder or a run folder", "none", "try atelier train sample-projects/dockerfiles");
        }
        var session = new TrainSession(err());
        RunFolder run = run(folder, session);
        var outcome = session.follow(run);
        return done(outcome, text(run, outcome));
    }

    /** The result, and what people do next. */
    private static String text(RunFolder run, TrainSession.Outcome outcome) throws IOException {
        String folder = shown(run.root());
        var table = new Table().row("result", shown(Files.isDirectory(run.adapter()) ? run.adapter() : run.model()));
        if (outcome.initialValLoss() != null && outcome.valLoss() != null) {
            table.row("validation loss", String.format(Locale.ROOT, "%.4f, from %.4f", outcome.valLoss(), outcome.initialValLoss()));
        }
        table.row("speed", String.format(Locale.ROOT, "%,.0f tokens/s", outcome.tokensPerS())).row("memory", Table.bytes(outcome.peakMemoryBytes()) + " at the most");
        if (Files.isRegularFile(run.heldout())) {
            table.row("next", "atelier eval " + folder);
        }
        boolean classifies = !RunSpec.read(run).labels().isEmpty();
        return table.row(Files.isRegularFile(run.heldout()) ? "" : "next", "atelier export " + folder + (classifies ? " --format hf --to tuned" : " --to tuned.gguf")).toString();
    }

    private RunFolder run(Path from, TrainSession session) throws IOException {
        Optional<RunFolder> existing = existing(from);
        if (existing.isEmpty()) {
            return prepare(from, session);
        }
        RunFolder run = existing.get();
        if (!resume && (Files.exists(run.events()) || out != null)) {
            throw UserError.of(shown(run.root()) + ": wanted a folder without a run", "the run in run.json", "add --resume to go on with it, or choose another --out");
        }
        if (!settings.given().isEmpty() || model != null) {
            throw UserError.of("--set and --model: wanted for a new run only", "the run in " + shown(run.root()), "its settings are in run.json; choose another --out for a new run");
        }
        if (RunLock.held(run, PATIENCE)) {
            throw UserError.of(shown(run.root()) + ": wanted a run that no engine works on", "process " + RunLock.pid(run).orElse(0), "wait for it to end or stop it");
        }
        return run;
    }

    /** The run that is already there: the folder itself, or what --out names. */
    private Optional<RunFolder> existing(Path from) {
        var itself = new RunFolder(from);
        if (itself.exists()) {
            return Optional.of(itself);
        }
        return Optional.ofNullable(out).map(RunFolder::new).filter(RunFolder::exists);
    }

    private RunFolder prepare(Path from, TrainSession session) throws IOException {
        if (resume && out == null) {
            throw UserError.of("--resume: wanted the run to go on with", "a project", "name the run's folder, or give it with --out");
        }
        try (var source = ProjectSource.of(from)) {
            ProjectSpec project = source.spec(Optional.ofNullable(model).map(path -> path.toAbsolutePath().normalize()));
            var config = Settings.with(project.settings(), settings.given());
            var run = out == null ? RunFolder.fresh(source.runs(), project.name()) : new RunFolder(out);
            RunPreparation.prepare(project, config, run, skipBad, session.progress());
            return run;
        }
    }

    static String shown(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) && !path.equals(here) ? here.relativize(path).toString() : path.toString();
    }
}
