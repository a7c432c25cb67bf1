package dev.atelier.engine.export;

import dev.atelier.domain.Progress;
import dev.atelier.domain.UserError;
import dev.atelier.engine.data.Dataset;
import dev.atelier.engine.data.Example;
import dev.atelier.engine.data.ExampleBuilder;
import dev.atelier.engine.text.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows as token ids, and where in them an answer is written.
 *
 * @param ids of each row
 * @param positions whose next token is an answer's, counted through all rows
 * @param targets those tokens
 * @param rows each position's row, from 0
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record QualityRows(int[][] ids, int[] positions, int[] targets, int[] rows) {

    /** At most {@code limit} rows of {@code file}, 0 for all, each cut to {@code length} tokens. */
    static QualityRows of(Path file, Tokenizer tokenizer, int limit, int length) {
        var builder = new ExampleBuilder(tokenizer, 0, length);
        List<Example> examples = Dataset.load(file, false, Progress.NONE).rows().stream().map(row -> builder.build(row.row()).example()).filter(Example::learns).limit(limit == 0 ? Long.MAX_VALUE : limit).toList();
        if (examples.isEmpty()) {
            throw UserError.of(file + ": wanted rows with an answer", "none", "name another file with --rows");
        }
        var positions = new ArrayList<Integer>();
        var targets = new ArrayList<Integer>();
        var rows = new ArrayList<Integer>();
        int start = 0;
        for (int row = 0; row < examples.size(); row++) {
            var example = examples.get(row);
            int number = row;
            int first = start;
            IntStream.range(1, example.ids().length).filter(i -> example.weights()[i] == 1).forEach(i -> {
                positions.add(first + i - 1);
                targets.add(example.ids()[i]);
                rows.add(number);
            });
            start += example.ids().length;
        }
        return new QualityRows(examples.stream().map(Example::ids).toArray(int[][]::new), ints(positions), ints(targets), ints(rows));
    }

    private static int[] ints(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }
}
