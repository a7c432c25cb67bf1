package dev.atelier.cli;

import dev.atelier.domain.JsonFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Two measurements side by side. */
@Command(name = "compare", mixinStandardHelpOptions = true, description = "Two documents of the same benchmark (--json, --out): every figure of both, their ratio, and the change in per cent.")
final class CompareBenches extends BenchVerb {
    @Parameters(index = "0", paramLabel = "A.json", description = "What was measured first.")
    private Path a;

    @Parameters(index = "1", paramLabel = "B.json", description = "What to compare with it.")
    private Path b;

    @SuppressWarnings("NullAway.Init")
    CompareBenches() {}

    @Override
    public Integer call() {
        var comparison = Comparison.of(a.toString(), JsonFile.CONFIG.read(a), b.toString(), JsonFile.CONFIG.read(b));
        return done(comparison, table(comparison));
    }

    private static String table(Comparison comparison) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("", "A", "B", "B / A", "change"));
        for (var figure : comparison.figures()) {
            rows.add(List.of(figure.name(), number(figure.a()), number(figure.b()), text("%.3f", figure.ratio()), text("%+.1f %%", figure.percent())));
        }
        var out = new StringBuilder(aligned(rows));
        comparison.differing().forEach(d -> out.append(String.format(Locale.ROOT, "differs: %s, %s and %s%n", d.name(), d.a(), d.b())));
        return out.toString();
    }

    private static String text(String format, @Nullable Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, format, value);
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? Table.count((long) value)
                : String.format(Locale.ROOT, Math.abs(value) >= 1000 ? "%,.0f" : Math.abs(value) >= 1 ? "%.2f" : "%.4g", value);
    }

    /** Names to the left, numbers to the right. */
    private static String aligned(List<List<String>> rows) {
        var out = new StringBuilder();
        for (var row : rows) {
            for (int i = 0; i < row.size(); i++) {
                int column = i;
                int width = rows.stream().mapToInt(r -> r.get(column).length()).max().orElse(0);
                String gap = " ".repeat(width - row.get(i).length());
                out.append(i == 0 ? row.get(i) + gap : "  " + gap + row.get(i));
            }
            out.append('\n');
        }
        return out.toString();
    }
}
