package dev.atelier.cli;

import dev.atelier.domain.UserError;
import dev.atelier.engine.export.ImportanceFile;
import dev.atelier.engine.export.QualityHandler;
import dev.atelier.engine.export.QualityHandler.Outcome;
import dev.atelier.engine.export.QualityHandler.Quality;
import dev.atelier.engine.export.Recommendation;
import dev.atelier.engine.quant.Importance;
import dev.atelier.engine.quant.Mix;
import dev.atelier.engine.quant.Quantization;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which quantization to take. */
@Command(name = "quality", mixinStandardHelpOptions = true, description = "Measure what each quantization makes of a model: size, memory, perplexity, distance from 16 bits, right answers.",
        footer = {"", "The weights are rounded in memory and run over the rows; no file is written. Perplexity and the rest count the answers' tokens."})
final class QualityCommand extends Verb {
    @Parameters(paramLabel = "SOURCE", description = "A finished run, an adapter folder, a model folder or a GGUF file.")
    private Path source;

    @Option(names = "--rows", paramLabel = "FILE", description = "Rows to measure on; a run's own held-out or validation rows by default.")
    private @Nullable Path rows;

    @Option(names = "--types", paramLabel = "TYPE,...", split = ",", description = "Quantizations to measure; eight usual ones by default.")
    private List<String> types = List.of();

    @Option(names = "--imatrix", paramLabel = "FILE", description = "Measure each with this importance matrix too.")
    private @Nullable Path imatrix;

    @Option(names = "--context", paramLabel = "N", defaultValue = "4096", description = "Tokens of context that memory is counted for; 4096 by default.")
    private int context;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "200", description = "The most rows to read, 0 for all; 200 by default.")
    private int limit;

    @Option(names = "--questions", paramLabel = "N", description = "Rows with a check that each format answers, to be judged; 0 for none. By default as many as the 16-bit model answers in 15 seconds, at most 96.")
    private @Nullable Integer questions;

    @Option(names = "--adapter", paramLabel = "DIR", description = "An adapter to merge into the model.")
    private @Nullable Path adapter;

    @Mixin
    private ModelOptions options = new ModelOptions();

    @SuppressWarnings("NullAway.Init")
    QualityCommand() {}

    @Override
    public Integer call() throws IOException {
        if (limit < 0 || context < 1 || questions != null && questions < 0) {
            throw UserError.of("--limit, --context, --questions: wanted numbers from 0, from 1 and from 0 up", limit + ", " + context + ", " + questions, "correct them");
        }
        List<Mix> mixes = types.isEmpty() ? QualityHandler.USUAL : types.stream().map(Mix::named).toList();
        Importance importance = imatrix == null ? null : ImportanceFile.read(imatrix);
        var quantizations = mixes.stream().flatMap(mix -> importance == null ? Stream.of(Quantization.of(mix))
                : Stream.of(Quantization.of(mix), new Quantization(mix, List.of(), importance))).toList();
        try (var task = interruptible()) {
            var outcome = QualityHandler.run(new QualityHandler.Request(source, adapter, rows, limit, questions, quantizations, context, options.precision, options.device), task, one -> {});
            return done(outcome, text(outcome));
        }
    }

    private static String text(Outcome o) {
        boolean judged = o.asked() > 0;
        var out = new StringBuilder(String.format(Locale.ROOT, "%-8s %-7s %10s %7s %10s %11s %9s %-9s %9s%s%n", "type", "imatrix", "size", "bits/w", "memory", "perplexity", "KL", "", "same top", judged ? " held-out score" : ""));
        out.append(line(o.reference(), "  (16 bits)"));
        o.types().forEach(q -> out.append(line(q, note(q, o))));
        out.append(String.format(Locale.ROOT, "%d tokens of answers in %d rows of %s; memory with %d tokens of context%n", o.positions(), o.rows(), o.rowsFile().getFileName(), o.context()));
        if (judged) {
            out.append(String.format(Locale.ROOT, "held-out score: the share of right answers, greedy, out of %d rows drawn from the %d that have a check%n", o.asked(), o.judgeable()));
        } else if (o.judgeable() > 0) {
            out.append("no held-out score: the model does not fit in the memory that is free\n");
        }
        return out.append(String.format(Locale.ROOT, "KL is in nats a token, from the 16-bit model, +- its standard error%n"))
                .append(String.format(Locale.ROOT, "recommended: the smallest of four bits and more whose KL and %.0f standard errors are at most %.0f %% of the 16-bit model's loss, or %s where that is more", Recommendation.ERRORS,
                        100 * Recommendation.SHARE, Recommendation.LEAST)).toString();
    }

    private static String line(Quality q, String note) {
        String score = q.score() == null ? "" : String.format(Locale.ROOT, "%13.1f %%", 100 * q.score());
        return String.format(Locale.ROOT, "%-8s %-7s %10s %7.2f %10s %11.4f %9.5f %-9s %7.2f %%%s%s%n", q.type(), q.imatrix() ? "yes" : "", Table.bytes(q.bytes()), q.bitsPerWeight(), Table.bytes(q.ram()),
                q.perplexity(), q.divergence(), q.error() == null ? "" : String.format(Locale.ROOT, "+-%.5f", q.error()), 100 * q.sameTop(), score, note);
    }

    private static String note(Quality q, Outcome o) {
        return (q.type().equals(o.recommended()) ? "  <- recommended" : "") + (q.type().equals("Q5_K_M") ? "  (rule of thumb)" : "") + (q.type().startsWith("Q2") || q.type().startsWith("Q3") ? "  (for tests only)" : "");
    }
}
