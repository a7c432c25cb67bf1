package dev.atelier.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.Progress;
import dev.atelier.domain.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitTest {
    private static List<DataRow> rows(int n) {
        return IntStream.rangeClosed(1, n)
                .mapToObj(i -> new DataRow(i, Shape.TEXT, new Row.PlainText("t" + i), "{\"text\":  \"t" + i + "\"}"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"2,0.1,1", "10,0.1,1", "15,0.1,2", "100,0.1,10", "100,0.25,25", "3,0.9,2"})
    void heldBackRows(int n, double share, int held) {
        var split = Split.of(rows(n), share, 7);
        assertThat(split.validation()).hasSize(held);
        var all = new ArrayList<>(split.train());
        all.addAll(split.validation());
        assertThat(all).containsExactlyInAnyOrderElementsOf(rows(n));
        assertThat(split.train().stream().map(DataRow::line)).isSorted();
        assertThat(Split.of(rows(n), share, 7)).isEqualTo(split);
    }

    @Test
    void theSeedDecides() {
        assertThat(Split.of(rows(100), 0.1, 1)).isNotEqualTo(Split.of(rows(100), 0.1, 2));
        // written down: another release has to split old runs in the same way
        assertThat(Split.of(rows(20), 0.25, 42).validation().stream().map(DataRow::line)).containsExactly(SEED_42);
    }

    private static final Integer[] SEED_42 = {1};

    @Test
    void limits() {
        assertThat(Split.of(rows(1), 0, 1).train()).hasSize(1);
        assertThatThrownBy(() -> Split.of(rows(1), 0.1, 1)).isInstanceOf(UserError.class);
        assertThatThrownBy(() -> Split.of(rows(9), 1, 1)).isInstanceOf(UserError.class);
        assertThatThrownBy(() -> Split.of(rows(9), Double.NaN, 1)).isInstanceOf(UserError.class);
    }

    @Test
    void theSnapshotHoldsTheLinesAsTheyWere(@TempDir Path folder) throws IOException {
        var split = Split.of(rows(10), 0.2, 3);
        split.write(folder);
        assertThat(Files.readAllLines(folder.resolve("train.jsonl"))).isEqualTo(split.train().stream().map(DataRow::raw).toList());
        assertThat(Files.readAllLines(folder.resolve("val.jsonl"))).hasSize(2);
        var again = DatasetFile.read(folder.resolve("val.jsonl"), Progress.NONE);
        assertThat(again.rows().stream().map(DataRow::row)).isEqualTo(split.validation().stream().map(DataRow::row).toList());
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    private static List<Example> examples(int n) {
        return IntStream.range(0, n).mapToObj(i -> new Example(new int[1 + (i * 37) % 50], new float[1 + (i * 37) % 50])).toList();
    }

    @Test
    void anEpochHoldsEveryExampleOnceAndDependsOnSeedAndEpochAlone() {
        var batches = new Batches(examples(103), 4, 5);
        var third = batches.epoch(3);
        assertThat(third).hasSize(batches.perEpoch()).hasSize(26);
        assertThat(third.stream().flatMapToInt(java.util.Arrays::stream).sorted().toArray()).isEqualTo(IntStream.range(0, 103).toArray());
        batches.epoch(0);
        assertThat(batches.epoch(3)).usingRecursiveComparison().isEqualTo(third);
        assertThat(new Batches(examples(103), 4, 5).epoch(3)).usingRecursiveComparison().isEqualTo(third);
        assertThat(flat(batches.epoch(4))).isNotEqualTo(flat(third));
        assertThat(flat(new Batches(examples(103), 4, 6).epoch(3))).isNotEqualTo(flat(third));
    }

    @Test
    void lengthsTogetherSavePadding() {
        var examples = examples(1000);
        var padded = padding(examples, new Batches(examples, 4, 1).epoch(0));
        var byChance = IntStream.range(0, 250).mapToObj(b -> new int[] {4 * b, 4 * b + 1, 4 * b + 2, 4 * b + 3}).toList();
        assertThat(padded).isLessThan(padding(examples, byChance) / 4);
        assertThat(Batches.inOrder(examples, 8)).hasSize(125);
    }

    private static int padding(List<Example> examples, List<int[]> batches) {
        var sum = 0;
        for (var batch : batches) {
            var longest = IntStream.of(batch).map(i -> examples.get(i).length()).max().orElse(0);
            sum += IntStream.of(batch).map(i -> longest - examples.get(i).length()).sum();
        }
        return sum;
    }

    private static List<Integer> flat(List<int[]> batches) {
        return batches.stream().flatMapToInt(java.util.Arrays::stream).boxed().toList();
    }
}
