package dev.atelier.engine.data;

import dev.atelier.domain.Progress;
import dev.atelier.domain.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * The examples of a file's rows, in the rows' order.
 *
 * @param lines each example's line in the file
 * @param warnings what the user should know: rows cut, rows dropped, turns not learned
 */
@SuppressWarnings("ArrayRecordComponent") // read often, compared never
public record Examples(List<Example> examples, int[] lines, List<String> warnings) {
    /**
     * @param skipBad the user's consent to leave out rows that the chat template refuses
     * @throws UserError for such a row without consent, and if nothing is left
     */
    public static Examples of(Path file, List<DataRow> rows, ExampleBuilder builder, boolean skipBad, Progress progress) {
        var examples = new ArrayList<Example>();
        var lines = new ArrayList<Integer>();
        var refused = new RowCount("refused by the chat template and left out");
        var cut = new RowCount("longer than max_length and cut");
        var empty = new RowCount("without any answer token within max_length and left out");
        var unlocated = new RowCount("with an assistant turn that the chat template does not show, so that it is not learned");
        for (var row : rows) {
            if (progress.cancelled()) {
                throw new CancellationException();
            }
            ExampleBuilder.Built built;
            try {
                built = builder.build(row.row());
            } catch (UserError e) {
                if (!skipBad) {
                    throw new UserError(file + ":" + row.line() + ": " + e.getMessage() + "; mend the row, or pass --skip-bad to leave such rows out", e);
                }
                refused.add(row.line());
                continue;
            }
            if (!built.unlocated().isEmpty()) {
                unlocated.add(row.line() + ", turn " + (built.unlocated().getFirst() + 1));
            }
            if (!built.example().learns()) {
                empty.add(row.line());
                continue;
            }
            if (built.cut()) {
                cut.add(row.line());
            }
            examples.add(built.example());
            lines.add(row.line());
            if (examples.size() % 256 == 0) {
                progress.at("encoding " + file.getFileName(), examples.size(), rows.size());
            }
        }
        var warnings = new ArrayList<String>();
        RowCount.warnings(List.of(refused, cut, empty, unlocated), file, warnings);
        if (examples.isEmpty()) {
            throw new UserError("wanted rows to learn from in " + file + ", found none: " + (warnings.isEmpty() ? "the file is empty" : warnings.getFirst()));
        }
        return new Examples(examples, lines.stream().mapToInt(Integer::intValue).toArray(), warnings);
    }
}
