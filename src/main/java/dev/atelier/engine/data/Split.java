package dev.atelier.engine.data;

import dev.atelier.domain.UserError;
import dev.atelier.engine.io.AtomicFiles;
import java.io.BufferedOutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Rows for training and rows held back to validate, both in the file's order; the same for the same rows, share and seed. */
public record Split(List<DataRow> train, List<DataRow> validation) {
    /**
     * @param share of the rows that validates, in [0, 1): rounded, at least one row if above 0
     */
    public static Split of(List<DataRow> rows, double share, long seed) {
        if (!(share >= 0 && share < 1)) {
            throw UserError.of("validation_share: wanted a number from 0 to below 1", Double.toString(share), "0.1 is usual");
        }
        if (share == 0) {
            return new Split(rows, List.of());
        }
        if (rows.size() < 2) {
            throw UserError.of("wanted at least 2 rows, one to learn and one to validate", Integer.toString(rows.size()), "add rows or set validation_share=0");
        }
        var held = Math.clamp(Math.round(rows.size() * share), 1, rows.size() - 1);
        var order = Shuffle.order(rows.size(), Shuffle.seed(seed, "split"));
        var isHeld = new boolean[rows.size()];
        for (var i = 0; i < held; i++) {
            isHeld[order[i]] = true;
        }
        return new Split(pick(rows, isHeld, false), pick(rows, isHeld, true));
    }

    private static List<DataRow> pick(List<DataRow> rows, boolean[] flags, boolean wanted) {
        return IntStream.range(0, rows.size()).filter(i -> flags[i] == wanted).mapToObj(rows::get).toList();
    }

    /** train.jsonl and val.jsonl: the original lines. */
    public void write(Path folder) {
        write(folder.resolve("train.jsonl"), train);
        write(folder.resolve("val.jsonl"), validation);
    }

    private static void write(Path file, List<DataRow> rows) {
        AtomicFiles.write(file, channel -> {
            var out = new BufferedOutputStream(Channels.newOutputStream(channel));
            for (var row : rows) {
                out.write(row.raw().getBytes(StandardCharsets.UTF_8));
                out.write('\n');
            }
            out.flush();
        });
    }
}
