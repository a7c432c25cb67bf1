package dev.atelier.engine.data;

import dev.atelier.domain.Progress;
import dev.atelier.domain.UserError;
import dev.atelier.engine.text.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;

/**
 * The rows of a file as texts with their classes, in the rows' order.
 *
 * @param lines each example's line in the file
 * @param warnings what the user should know: rows cut, rows left out
 */
@SuppressWarnings("ArrayRecordComponent") // read often, compared never
public record LabelledExamples(List<LabelledExample> examples, int[] lines, List<String> warnings) {
    /**
     * @param maxLength most tokens of an example; a longer text loses its end, the tokenizer's special tokens stay
     * @param skipBad the user's consent to leave out rows whose label is no class
     * @throws UserError for such a row without consent, and if nothing is left
     */
    public static LabelledExamples of(Path file, List<DataRow> rows, Tokenizer tokenizer, ClassLabels labels, int maxLength, boolean skipBad, Progress progress) {
        var examples = new ArrayList<LabelledExample>();
        var lines = new ArrayList<Integer>();
        var foreign = new RowCount("with a label that is no class and left out");
        var cut = new RowCount("longer than max_length and cut");
        for (var row : rows) {
            if (progress.cancelled()) {
                throw new CancellationException();
            }
            var text = LabelledText.of(row.row());
            var id = text.isEmpty() ? OptionalInt.empty() : labels.id(text.get().label());
            if (text.isEmpty() || id.isEmpty()) {
                if (!skipBad) {
                    var found = text.map(t -> "'" + Finding.cut(t.label(), 60).replaceAll("\\s+", " ") + "'").orElse("none");
                    throw UserError.of(file + ":" + row.line() + ": wanted a label of the model's classes (" + shown(labels.names()) + ")", found,
                            "mend the row, or pass --skip-bad to leave such rows out");
                }
                foreign.add(row.line());
                continue;
            }
            var framed = tokenizer.encodeFramed(text.get().text(), maxLength);
            if (framed.cut()) {
                cut.add(row.line());
            }
            examples.add(new LabelledExample(framed.ids(), id.getAsInt()));
            lines.add(row.line());
            if (examples.size() % 256 == 0) {
                progress.at("encoding " + file.getFileName(), examples.size(), rows.size());
            }
        }
        var warnings = new ArrayList<String>();
        RowCount.warnings(List.of(foreign, cut), file, warnings);
        if (examples.isEmpty()) {
            throw new UserError("wanted rows to learn from in " + file + ", found none: " + (warnings.isEmpty() ? "the file is empty" : warnings.getFirst()));
        }
        return new LabelledExamples(examples, lines.stream().mapToInt(Integer::intValue).toArray(), warnings);
    }

    private static String shown(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(8, names.size()))) + (names.size() > 8 ? ", ..." : "");
    }
}
