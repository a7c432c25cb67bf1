package dev.atelier.view.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.store.ProjectFile;
import dev.atelier.store.RowFilter;
import dev.atelier.ui.Undo;
import dev.atelier.view.Fx;
import dev.atelier.view.OpenProject;
import dev.atelier.view.OpenProjectTest;
import dev.atelier.view.data.RowFinding.Kind;
import dev.atelier.view.project.Config;
import dev.atelier.view.project.ModelChoice;
import dev.atelier.view.project.RowFacts;
import dev.atelier.view.project.RowImport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Data room's decisions, with a real project file and a real worker. */
class DataViewModelTest extends OpenProjectTest {
    private DataViewModel data;
    private RowEditorViewModel editor;
    private RowFacts facts;
    private Undo undo;

    @BeforeEach
    void look() {
        project.answers().yes = true;
        data = project.get(DataViewModel.class);
        editor = project.get(RowEditorViewModel.class);
        facts = project.get(RowFacts.class);
        undo = project.get(Undo.class);
    }

    private void read(String... lines) throws IOException {
        Path file = Files.write(root.resolve("rows.jsonl"), List.of(lines));
        Fx.run(() -> data.open(file));
        Fx.await("the rows", () -> !project.get(RowImport.class).runningProperty().get() && facts.rowsProperty().get() + facts.badProperty().get() > 0);
    }

    private static String row(String prompt, String answer) {
        return "{\"prompt\":\"" + prompt + "\",\"completion\":\"" + answer + "\"}";
    }

    private void awaitCounts() {
        Fx.await("the counts", () -> facts.sumsProperty().get().counted() == facts.sumsProperty().get().rows());
    }

    private List<String> prompts() {
        Fx.await("the lines", () -> {
            boolean all = true;
            for (int i = 0; i < data.rows().ids().size(); i++) {
                all &= data.rows().line(i) != null;
            }
            return all;
        });
        return Fx.call(() -> {
            var out = new ArrayList<String>();
            for (int i = 0; i < data.rows().ids().size(); i++) {
                out.add(Objects.requireNonNull(data.rows().line(i)).prompt());
            }
            return out;
        });
    }

    private void shown(int count) {
        Fx.await(count + " rows to be shown", () -> data.rows().ids().size() == count);
    }

    private void choose(int index) {
        Fx.run(() -> editor.show(data.rows().ids().at(index)));
        Fx.await("the row", () -> editor.rowProperty().get() != null && editor.rowProperty().get().id() == data.rows().ids().at(index));
    }

    private String text() {
        return Fx.call(() -> Objects.requireNonNull(editor.rowProperty().get()).text());
    }

    private void awaitText(String text) {
        Fx.await("the text " + text, () -> editor.rowProperty().get() != null && editor.rowProperty().get().text().equals(text));
    }

    @Test
    void findingsSayWhatThereIsAndChooseAmongTheRows() throws IOException {
        read(row("one", "a"), "not json", row("two", "a ".repeat(600)), row("three", "a"));
        awaitCounts();
        shown(3);
        Fx.await("the findings", () -> data.findings().size() == 3);
        assertThat(data.findings()).extracting(RowFinding::text).containsExactly("3 rows", "1 line could not be read", "1 longer than 512 tokens");
        assertThat(data.badLines()).singleElement().satisfies(bad -> {
            assertThat(bad.line()).isEqualTo(2);
            assertThat(bad.text()).isEqualTo("not json");
        });
        Fx.run(() -> data.shownProperty().set(Kind.LONG));
        shown(1);
        assertThat(prompts()).containsExactly("two");
        Fx.run(() -> data.shownProperty().set(Kind.ALL));
        shown(3);
        Fx.run(() -> data.searchProperty().set("THR"));
        shown(1);
        assertThat(prompts()).containsExactly("three");
        Fx.run(() -> project.get(Config.class).change("length", Map.of("max_length", "1024")));
        Fx.await("no long rows", () -> data.findings().size() == 2);
    }

    @Test
    void anEditIsSavedCountedAnewAndCanBeUndoneAndRedone() throws IOException {
        read(row("one", "a"), row("two", "b"));
        shown(2);
        awaitCounts();
        long before = facts.sumsProperty().get().tokens();
        choose(1);
        Fx.run(() -> editor.commit(editor.turns().getLast(), "a much longer answer than before"));
        awaitText(row("two", "a much longer answer than before"));
        awaitCounts();
        assertThat(facts.sumsProperty().get().tokens()).isGreaterThan(before);
        assertThat(facts.sumsProperty().get().edited()).isOne();
        assertThat(undo.nextProperty().get()).isEqualTo("Edit of row 2");
        Fx.run(undo::undo);
        awaitText(row("two", "b"));
        Fx.await("nothing edited", () -> facts.sumsProperty().get().edited() == 0);
        awaitCounts();
        assertThat(facts.sumsProperty().get().tokens()).isEqualTo(before);
        Fx.run(undo::redo);
        awaitText(row("two", "a much longer answer than before"));
        Fx.run(() -> editor.revert());
        awaitText(row("two", "b"));
        assertThat(Objects.requireNonNull(editor.rowProperty().get()).edited()).isNull();
        Fx.run(undo::undo);
        awaitText(row("two", "a much longer answer than before"));
    }

    @Test
    void whatIsNoRowIsNotSavedAndNotLost() throws IOException {
        read(row("one", "a"), row("two", "b"));
        shown(2);
        choose(0);
        String broken = "{\n  \"prompt\": \"one\"\n  \"completion\": \"a\"\n}";
        Fx.run(() -> editor.commit(broken));
        RowDraft draft = Objects.requireNonNull(Fx.call(() -> editor.draftProperty().get()));
        assertThat(draft.problem()).startsWith("line 3, column 3");
        assertThat(broken.substring(draft.at())).startsWith("\"completion");
        choose(1);
        assertThat(editor.draftProperty().get()).isNull();
        choose(0);
        Fx.await("the draft again", () -> editor.draftProperty().get() != null);
        assertThat(Fx.call(editor::json)).isEqualTo(broken);
        assertThat(text()).isEqualTo(row("one", "a"));

        Fx.run(() -> editor.commit("{\"prompt\": \"one\", \"completion\": \"\"}"));
        Fx.await("what is wrong", () -> editor.draftProperty().get() != null && editor.draftProperty().get().problem().startsWith("completion is empty"));
        assertThat(undo.nextProperty().get()).isEmpty();
        Fx.run(() -> editor.commit("{\"prompt\": \"one\",\n \"completion\": \"b\"}"));
        awaitText(row("one", "b"));
        assertThat(editor.draftProperty().get()).isNull();
    }

    @Test
    void rowsAreRemovedAndAddedAndBothCanBeUndone() throws IOException {
        read(row("one", "a"), row("two", "b"), row("three", "c"));
        shown(3);
        Fx.run(() -> data.delete(data.rows().ids().at(0), data.rows().ids().at(2)));
        shown(1);
        assertThat(prompts()).containsExactly("two");
        assertThat(undo.nextProperty().get()).isEqualTo("Removal of 2 rows");
        Fx.run(undo::undo);
        shown(3);
        assertThat(prompts()).containsExactly("one", "two", "three");
        Fx.run(() -> data.addRow(id -> {}));
        shown(4);
        Fx.await("the problem of a row without an answer", () -> facts.sumsProperty().get().problems() == 1);
        Fx.await("the finding", () -> data.findings().stream().anyMatch(finding -> finding.kind() == Kind.PROBLEM));
        Fx.run(undo::undo);
        shown(3);
    }

    @Test
    void pastedRowsComeInAndTheirFileGoes() {
        Fx.run(() -> data.paste(row("from elsewhere", "a") + "\n" + row("and another", "b")));
        shown(2);
        assertThat(prompts()).containsExactly("from elsewhere", "and another");
        ProjectFile file = project.get(ProjectFile.class);
        assertThat(file.rows().datasets()).singleElement().satisfies(from -> assertThat(from.name()).isEqualTo("pasted rows"));
        assertThat(file.folder().resolve(".pasted.jsonl")).doesNotExist();
    }

    @Test
    void anotherModelCountsAnew() throws IOException {
        read(row("one two three", "a b c"));
        awaitCounts();
        ProjectFile file = project.get(ProjectFile.class);
        long tokens = facts.sumsProperty().get().tokens();
        int revision = file.rows().rows(file.rows().ids(new RowFilter.All())).getFirst().revision();
        Path copy = Files.createDirectories(root.resolve("model"));
        try (var files = Files.list(Path.of("sample-projects/starter-model"))) {
            for (Path each : files.toList()) {
                Files.copy(each, copy.resolve(each.getFileName()));
            }
        }
        Fx.run(() -> project.get(ModelChoice.class).choose(copy));
        Fx.await("new counts", () -> file.rows().rows(file.rows().ids(new RowFilter.All())).getFirst().revision() > revision
                && facts.sumsProperty().get().counted() == 1 && facts.sumsProperty().get().rows() == 1);
        assertThat(facts.sumsProperty().get().tokens()).isEqualTo(tokens);
    }

    @Test
    void theChosenRowIsSeenAsTokensWithTheirWeights() throws IOException {
        read(row("Is it on?", "Yes, it is."));
        shown(1);
        choose(0);
        Fx.await("the tokens", () -> editor.previewProperty().get() != null);
        var preview = Objects.requireNonNull(editor.previewProperty().get());
        assertThat(preview.pieces()).extracting(piece -> piece.weight()).anyMatch(weight -> weight == 1).anyMatch(weight -> weight > 0.09 && weight < 0.11);
        Fx.run(() -> project.get(Config.class).change("weight", Map.of("prompt_loss_weight", "0")));
        Fx.await("other weights", () -> editor.previewProperty().get() != null && editor.previewProperty().get().pieces().stream().noneMatch(piece -> piece.weight() > 0 && piece.weight() < 1));
    }
}
