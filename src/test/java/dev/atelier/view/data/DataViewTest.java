package dev.atelier.view.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.store.ProjectFile;
import dev.atelier.store.RowCount;
import dev.atelier.view.Fx;
import dev.atelier.view.OpenProject;
import dev.atelier.view.OpenProjectTest;
import dev.atelier.view.project.RowFacts;
import dev.atelier.view.project.RowImport;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import javafx.scene.Scene;
import javafx.scene.control.TableView;
import javafx.scene.control.TextArea;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Data room drawn, with as many rows as people have. */
class DataViewTest extends OpenProjectTest {
    private static final int MANY = 20_000;
    private static final double HELD_MS = 100;
    private Scene show() {
        DataView view = project.get(DataView.class);
        Scene scene = Fx.show(Fx.call(view::root), 848, 744, false);
        Fx.run(() -> scene.getStylesheets().add(String.valueOf(getClass().getResource("/dev/atelier/view/app.css"))));
        return scene;
    }

    @SuppressWarnings("unchecked")
    private static TableView<Long> table(Scene scene) {
        return (TableView<Long>) Objects.requireNonNull(Fx.call(() -> scene.lookup("#table")));
    }

    @Test
    void manyRowsAreReadInFiveSecondsWithProgressAndScrolledWithoutHoldingTheWindow() throws Exception {
        Path file = Files.write(root.resolve("many.jsonl"), (Iterable<String>) IntStream.range(0, MANY)
                .mapToObj(i -> "{\"prompt\":\"Question " + i + ": " + "what is it about? ".repeat(i % 9) + "\",\"completion\":\"Answer " + i + "\\n" + "so it is. ".repeat(i % 23) + "\"}")::iterator);
        Scene scene = show();
        RowImport rows = project.get(RowImport.class);
        RowFacts facts = project.get(RowFacts.class);
        var seen = new ArrayList<Double>();
        Fx.run(() -> rows.progressProperty().subscribe(share -> seen.add(share.doubleValue())));
        long start = System.nanoTime();
        Fx.run(() -> rows.start(file));
        Fx.await("all rows", () -> facts.rowsProperty().get() == MANY);
        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(seconds).isLessThan(5);
        assertThat(seen.stream().filter(share -> share > 0 && share < 1).distinct().count()).as("steps of progress").isGreaterThan(1);

        TableView<Long> table = table(scene);
        Fx.await("the table", () -> table.getItems().size() == MANY);
        double longest = 0;
        for (int i = -3; i < 200; i++) { // the first ones load classes
            int row = i < 100 ? (i + 3) * 7 : (int) ((i * 2_654_435_761L & 0x7fffffff) % MANY);
            double before = worked();
            Fx.run(() -> table.scrollTo(row));
            Fx.pulses(1);
            longest = i < 0 ? 0 : Math.max(longest, worked() - before);
        }
        System.out.printf("%,d rows read in %.2f s; scrolled 200 times, at most %.0f ms of the window's thread each%n", MANY, seconds, longest);
        assertThat(longest).isLessThan(HELD_MS);
        Fx.await("the lines in sight", () -> table.lookupAll(".table-cell").stream().anyMatch(cell -> cell.getAccessibleText() != null && cell.getAccessibleText().startsWith("Question")));
        Fx.close(scene);
    }

    @Test
    void deleteTakesTheSelectedRowsOutAndTheNextOneIsChosen() throws Exception {
        Scene scene = show();
        Path file = Files.write(root.resolve("rows.jsonl"), IntStream.range(0, 10).mapToObj(i -> "{\"prompt\":\"q" + i + "\",\"completion\":\"a\"}").toList());
        Fx.run(() -> project.get(RowImport.class).start(file));
        TableView<Long> table = table(scene);
        Fx.await("the rows", () -> table.getItems().size() == 10);
        Fx.await("a row to be chosen", () -> table.getSelectionModel().getSelectedIndex() == 0);
        long behind = Fx.call(() -> table.getItems().get(4));
        Fx.run(() -> {
            table.getSelectionModel().clearSelection();
            table.getSelectionModel().selectIndices(2, 3);
            table.fireEvent(new KeyEvent(KeyEvent.KEY_PRESSED, "", "", KeyCode.DELETE, false, false, false, false));
        });
        Fx.await("two fewer", () -> table.getItems().size() == 8);
        Fx.await("another row to be chosen", () -> table.getSelectionModel().getSelectedItem() != null);
        assertThat(project.get(ProjectFile.class).rows().count()).isEqualTo(8);
        assertThat(Fx.call(() -> table.getItems().contains(behind))).isTrue();
        Fx.close(scene);
    }

    @Test
    void whatIsBeingTypedStaysWhenCountsArriveAndIsTakenOnLeaving() throws Exception {
        Scene scene = show();
        Path file = Files.write(root.resolve("rows.jsonl"), List.of("{\"prompt\":\"q\",\"completion\":\"a\"}"));
        Fx.run(() -> project.get(RowImport.class).start(file));
        RowEditorViewModel editor = project.get(RowEditorViewModel.class);
        RowFacts facts = project.get(RowFacts.class);
        Fx.await("the row", () -> editor.rowProperty().get() != null && editor.rowProperty().get().tokens() != null);
        TextArea words = (TextArea) Fx.call(() -> scene.lookup(".turn.assistant .text-area"));
        Fx.run(() -> {
            words.requestFocus();
            words.appendText(" and more");
        });
        var counted = Objects.requireNonNull(editor.rowProperty().get());
        project.get(ProjectFile.class).rows().setCounts(List.of(new RowCount(counted.id(), counted.revision(), 99, 9, null))).join();
        Fx.run(facts::refresh);
        Fx.await("the other count", () -> Objects.equals(99, Objects.requireNonNull(editor.rowProperty().get()).tokens()));
        assertThat(words.getText()).isEqualTo("a and more");
        assertThat(words.getScene()).isSameAs(scene);
        Fx.run(() -> table(scene).requestFocus());
        Fx.await("the edit", () -> Objects.requireNonNull(editor.rowProperty().get()).text().equals("{\"prompt\":\"q\",\"completion\":\"a and more\"}"));
        Fx.close(scene);
    }

    /** Milliseconds that the window's thread has worked so far: what other threads and other programs take of the machine does not count. */
    private static double worked() {
        return Fx.call(() -> ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime()) / 1e6;
    }
}
