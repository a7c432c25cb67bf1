package dev.atelier.cli;

import dev.atelier.domain.ClassScores;
import dev.atelier.domain.RunFolder;
import dev.atelier.engine.generate.EvalHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** How well a run's model answers rows it has never seen, beside the model it came from. */
@Command(name = "eval", mixinStandardHelpOptions = true, description = "Judge a run's answers to held-out rows, base against tuned.")
final class EvalCommand extends Verb {
    @Parameters(paramLabel = "RUN", description = "A finished run's folder.")
    private Path run;

    @Mixin
    private ModelOptions options = new ModelOptions();

    @SuppressWarnings("NullAway.Init")
    EvalCommand() {}

    @Override
    public Integer call() throws IOException {
        var result = EvalHandler.run(RunFolder.existing(run), options.precision, options.device, progress());
        String text = String.format(Locale.ROOT, "tuned %.1f %% right, base %.1f %%, of %d held-out rows%nevery answer: %s", 100 * result.score(), 100 * result.baseScore(),
                result.rows(), result.examples());
        return done(result, result.classes() == null ? text : text + "\n" + confusion(result.classes()));
    }

    private static String confusion(ClassScores scores) {
        var out = new StringBuilder(String.format(Locale.ROOT, "macro-F1 %.3f; confusion matrix, a row for each right class, a column for each answer:%n", scores.macroF1()));
        int width = Math.min(24, scores.labels().stream().mapToInt(String::length).max().orElse(0));
        for (int i = 0; i < scores.labels().size(); i++) {
            String name = scores.labels().get(i);
            out.append(String.format(Locale.ROOT, "  %-" + width + "s", name.substring(0, Math.min(width, name.length()))));
            scores.confusion().get(i).forEach(count -> out.append(String.format(Locale.ROOT, " %6d", count)));
            out.append(String.format(Locale.ROOT, "   F1 %.3f%n", scores.f1(i)));
        }
        return out.toString().stripTrailing();
    }
}
