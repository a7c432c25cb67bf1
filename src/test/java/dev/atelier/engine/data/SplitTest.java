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
        assertThat(Split.of(rows(20), 0.25, 42).validation().stream().map(DataRow::line)).containsExactly(6, 7, 14, 16, 20);
    }

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
}
