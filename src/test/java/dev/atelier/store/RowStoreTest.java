package dev.atelier.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.work.WorkPart.BadLine;
import dev.atelier.domain.work.WorkPart.ReadRow;
import dev.atelier.domain.work.WorkPart.RowBatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rows in, changed, and out again, on a real project file. */
@Timeout(60)
class RowStoreTest {
    @TempDir
    Path folder;

    private ProjectFile project;
    private RowStore rows;

    @BeforeEach
    void open() {
        project = ProjectFile.open(folder);
        rows = project.rows();
    }

    @AfterEach
    void close() {
        project.close();
    }

    @Test
    void importsInOneTransaction() {
        load("first", false, 3);
        assertThat(rows.rows(rows.ids(new RowFilter.All()))).extracting(StoredRow::text, StoredRow::line, StoredRow::shape, StoredRow::tokens)
                .containsExactly(tuple(0), tuple(1), tuple(2));
        assertThat(rows.badLines(0, 10)).containsExactly(new BadLine(4, "not JSON", "{"));
        assertThat(rows.datasets()).extracting(RowStore.Dataset::name, RowStore.Dataset::source).containsExactly(Assertions.tuple("first", "/data/first.jsonl"));
        load("second", false, 2);
        assertThat(rows.count()).isEqualTo(5);
        load("third", true, 1);
        assertThat(rows.count()).isEqualTo(1);
        assertThat(rows.badCount()).isEqualTo(1);
        assertThat(rows.datasets()).extracting(RowStore.Dataset::name).containsExactly("third");
    }

    @Test
    void aCancelledImportLeavesNothingAndOtherWritesGoOnBesideIt() {
        load("first", false, 3);
        var cancelled = rows.importing("second", null, true);
        cancelled.append(batch(0, 100)).join();
        assertThat(rows.edit(rows.ids(new RowFilter.All())[0], "{\"text\":\"mended\"}").join()).isEqualTo(json(0));
        cancelled.close();
        project.flush();
        assertThat(rows.count()).isEqualTo(3);
        assertThat(rows.ids(new RowFilter.Edited())).hasSize(1);
        assertThat(rows.datasets()).hasSize(1);
    }

    @Test
    void anImportWithAFailedBatchComesInNotAtAll() {
        try (var broken = rows.importing("broken", null, true)) {
            broken.append(batch(0, 2));
            broken.append(new RowBatch(List.of(), Arrays.asList(new BadLine(1, "reason", "text"), null)));
            assertThatThrownBy(() -> broken.commit().join()).hasRootCauseInstanceOf(NullPointerException.class);
        }
        assertThat(rows.count()).isZero();
        assertThat(rows.datasets()).isEmpty();
    }

    @Test
    void twentyThousandRowsImportInUnderTwoSeconds() {
        var filler = " and so on".repeat(40);
        long begin = System.nanoTime();
        try (var in = rows.importing("large", null, true)) {
            for (int start = 0; start < 20_000; start += 500) {
                in.append(new RowBatch(IntStream.range(start, start + 500).mapToObj(i -> new ReadRow(i + 1, "text", "{\"text\":\"row " + i + filler + "\"}")).toList(), List.of()));
            }
            assertThat(in.commit().join().rows()).isEqualTo(20_000);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        begin = System.nanoTime();
        long[] ids = rows.ids(new RowFilter.All());
        rows.rows(Arrays.copyOfRange(ids, 15_000, 15_050));
        double page = (System.nanoTime() - begin) / 1e9;
        begin = System.nanoTime();
        assertThat(rows.ids(new RowFilter.Containing("ROW 1999"))).hasSize(11);
        System.err.printf("20,000 rows: import %.2f s, ids and a page %.3f s, search %.3f s%n", seconds, page, (System.nanoTime() - begin) / 1e9);
        assertThat(seconds).isLessThan(2);
    }

    @Test
    void editsCanBeUndoneAndReverted() {
        load("first", false, 2);
        long id = rows.ids(new RowFilter.All())[1];
        String before = rows.edit(id, "{\"text\":\"better\"}").join();
        assertThat(rows.rows(id).getFirst().text()).isEqualTo("{\"text\":\"better\"}");
        rows.edit(id, before).join();
        assertThat(rows.rows(id).getFirst().edited()).as("the text it came with is no edit").isNull();
        rows.edit(id, "{\"text\":\"best\"}").join();
        assertThat(rows.revert(id).join()).isEqualTo("{\"text\":\"best\"}");
        assertThat(rows.ids(new RowFilter.Edited())).isEmpty();
        assertThatThrownBy(() -> rows.edit(999, "{}").join()).hasRootCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void deletedRowsComeBackUntilTheProjectIsClosed() {
        load("first", false, 3);
        long[] ids = rows.ids(new RowFilter.All());
        assertThat(rows.delete(ids[0], ids[2]).join()).isEqualTo(2);
        assertThat(rows.ids(new RowFilter.All())).containsExactly(ids[1]);
        assertThat(rows.rows(ids)).hasSize(1);
        rows.restore(ids[2]).join();
        assertThat(rows.ids(new RowFilter.All())).containsExactly(ids[1], ids[2]);
        project.close();
        open();
        assertThat(rows.restore(ids[0]).join()).isZero();
        long added = rows.add("text", "{\"text\":\"last\"}").join();
        assertThat(added).as("ids are not used twice").isGreaterThan(ids[2]);
        assertThat(rows.ids(new RowFilter.All())).containsExactly(ids[1], ids[2], added);
    }

    @Test
    void countsOfAnEarlierTextOrModelAreNotTaken() {
        load("first", false, 4);
        long[] ids = rows.ids(new RowFilter.Uncounted());
        assertThat(rows.setCounts(Arrays.stream(ids).mapToObj(id -> new RowCount(id, 0, 10 + (int) id, 5, id == ids[3] ? "too long" : null)).toList()).join()).isEqualTo(4);
        assertThat(rows.sums()).isEqualTo(new RowSums(4, 0, 1, 4, 50, 20, 14));
        assertThat(rows.ids(new RowFilter.LongerThan(12))).containsExactly(ids[2], ids[3]);
        assertThat(rows.ids(new RowFilter.WithProblem())).containsExactly(ids[3]);
        rows.edit(ids[0], "{}").join();
        assertThat(rows.ids(new RowFilter.Uncounted())).containsExactly(ids[0]);
        assertThat(rows.setCounts(List.of(new RowCount(ids[0], 0, 1, 1, null))).join()).isZero();
        assertThat(rows.setCounts(List.of(new RowCount(ids[0], rows.rows(ids[0]).getFirst().revision(), 1, 1, null))).join()).isEqualTo(1);
        rows.clearCounts().join();
        assertThat(rows.setCounts(List.of(new RowCount(ids[1], 0, 1, 1, null))).join()).isZero();
        assertThat(rows.ids(new RowFilter.Uncounted())).containsExactly(ids);
    }

    @Test
    void searchesWhatPeopleReadNotHowItIsWritten() {
        rows.add("text", "{\"text\":\"d\\u00e9j\\u00e0 vu\"}");
        rows.add("text", "{\"text\":\"DÉJÀ \\\"vu\\\"\"}");
        project.flush();
        assertThat(rows.ids(new RowFilter.Containing("déjà"))).hasSize(2);
        assertThat(rows.ids(new RowFilter.Containing("\"VU\""))).hasSize(1);
        assertThat(rows.ids(new RowFilter.Containing("u00e9"))).isEmpty();
    }

    @Test
    void writesTheRowsAsTheyAreNow() throws Exception {
        load("first", false, 3);
        long[] ids = rows.ids(new RowFilter.All());
        rows.edit(ids[0], "{\n  \"text\": \"two\u2028parts\"\n}");
        rows.delete(ids[1]).join();
        Path file = folder.resolve("rows.jsonl");
        assertThat(rows.export(file)).isEqualTo(2);
        assertThat(Files.readString(file)).isEqualTo("{   \"text\": \"two\u2028parts\" }\n" + json(2) + "\n");
    }

    private void load(String name, boolean replace, int count) {
        try (var in = rows.importing(name, Path.of("/data/" + name + ".jsonl"), replace)) {
            in.append(batch(0, count));
            in.append(new RowBatch(List.of(), List.of(new BadLine(count + 1, "not JSON", "{"))));
            assertThat(in.commit().join()).extracting(RowImport.Imported::rows, RowImport.Imported::bad).containsExactly(count, 1);
        }
    }

    private static RowBatch batch(int from, int to) {
        return new RowBatch(IntStream.range(from, to).mapToObj(i -> new ReadRow(i + 1, "text", json(i))).toList(), List.of());
    }

    private static String json(int i) {
        return "{\"text\":\"row " + i + "\"}";
    }

    private static Tuple tuple(int i) {
        return Assertions.tuple(json(i), i + 1, "text", null);
    }
}
