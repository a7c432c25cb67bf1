package dev.atelier.view.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.work.WorkRequest.RowPreview.Piece;
import dev.atelier.engine.model.InitHandler;
import dev.atelier.store.ProjectFile;
import dev.atelier.ui.Messages;
import dev.atelier.view.Fx;
import dev.atelier.view.OpenProject;
import dev.atelier.view.project.ModelChoice;
import dev.atelier.view.project.RowFacts;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts with labels, and what a classifier sees of them, from a real worker. */
class ClassifierRowsTest {
    @TempDir
    Path folder;

    @Test
    void aClassifierReadsTheTextAndLearnsTheLabel() throws Exception {
        Path model = folder.resolve("model");
        InitHandler.run("bert", new InitHandler.Sizes(64, 32, 64, 2, 2, 2, 64, false), List.of("bad", "good"), "f32", 1, Optional.of(Path.of("sample-projects/starter-model")), model);
        try (var project = new OpenProject(folder)) {
            var rows = project.get(ProjectFile.class).rows();
            rows.add("text/label", "{\"text\":\"a good one\",\"label\":\"good\"}");
            project.get(ProjectFile.class).flush();
            var editor = project.get(RowEditorViewModel.class);
            var choice = project.get(ModelChoice.class);
            Fx.await("the starter", () -> choice.factsProperty().get() != null);
            Fx.run(() -> {
                choice.choose(model);
                project.get(RowFacts.class).refresh();
                editor.show(rows.ids(new dev.atelier.store.RowFilter.All())[0]);
            });
            Fx.await("the tokens", () -> editor.previewProperty().get() != null && Objects.requireNonNull(editor.previewProperty().get()).label() != null);
            var preview = Objects.requireNonNull(editor.previewProperty().get());
            assertThat(preview.label()).isEqualTo("good");
            assertThat(preview.pieces()).extracting(Piece::weight).containsOnly(0.0);
            assertThat(editor.turns()).extracting(RowTurn::role).containsExactly("input", "label");
            var texts = new Messages(Locale.FRENCH).of(RowDetailView.class);
            assertThat(List.of(texts.get("role.input"), texts.get("role.label"))).containsExactly("Texte", "Étiquette");
        }
    }
}
