package dev.atelier.view.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.Json;
import dev.atelier.domain.Settings;
import dev.atelier.store.ProjectFile;
import dev.atelier.ui.Faults;
import dev.atelier.ui.Messages;
import dev.atelier.ui.Scope;
import dev.atelier.ui.Tasks;
import dev.atelier.ui.Undo;
import dev.atelier.view.Fx;
import dev.atelier.view.Room;
import dev.atelier.view.project.Config;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormTest {
    @TempDir
    Path folder;

    @Test
    void everySettingHasANameAndAnExplanationInBothLanguages() {
        for (Locale locale : List.of(Locale.ENGLISH, Locale.FRENCH)) {
            var texts = new Messages(locale).of(Room.class);
            assertThat(Settings.all()).allSatisfy(info -> {
                assertThat(texts.has("setting." + info.name())).as("%s in %s", info.name(), locale).isTrue();
                assertThat(texts.has("setting." + info.name() + ".help")).as("%s in %s", info.name(), locale).isTrue();
            });
        }
        assertThat(new Messages(Locale.FRENCH).of(Room.class).get("setting.seed")).isNotEqualTo(new Messages(Locale.ENGLISH).of(Room.class).get("setting.seed"));
    }

    @Test
    void whatIsTypedIsKeptUntilItIsAValueAndThenSavedAndUndone() throws Exception {
        try (var file = ProjectFile.open(folder)) {
            Fx.run(() -> {
                var scope = scope(file, Locale.ENGLISH);
                var form = scope.get(FormViewModel.class);
                var config = scope.get(Config.class);
                var rate = form.field("learning_rate");
                rate.textProperty().set("fast");
                rate.commit();
                assertThat(rate.problemProperty().get()).isEqualTo("Wanted: a number above 0 to 1");
                assertThat(form.wrongProperty().get()).isTrue();
                config.change("elsewhere", Map.of("rank", "4"));
                assertThat(rate.textProperty().get()).as("a change elsewhere loses nothing").isEqualTo("fast");
                assertThat(config.current().learningRate()).isEqualTo(5e-4);
                rate.textProperty().set("1e-3");
                rate.commit();
                assertThat(config.current().learningRate()).isEqualTo(1e-3);
                assertThat(rate.textProperty().get()).as("as it was typed").isEqualTo("1e-3");
                assertThat(form.wrongProperty().get()).isFalse();
                var undo = scope.get(Undo.class);
                assertThat(undo.nextProperty().get()).isEqualTo("Learning rate");
                undo.undo();
                assertThat(rate.textProperty().get()).isEqualTo("0.0005");
                assertThat(form.field("rank").textProperty().get()).isEqualTo("4");
                undo.redo();
            });
            file.flush();
            assertThat(Settings.fromJson(Json.parse(file.settings().all().get("config"), "config"), "config").learningRate()).isEqualTo(1e-3);
        }
    }

    @Test
    void numbersAreWrittenAsTheLanguageDoesAndSettingsThatDisagreeAreSaid() throws Exception {
        try (var file = ProjectFile.open(folder)) {
            Fx.run(() -> {
                var scope = scope(file, Locale.FRENCH);
                var form = scope.get(FormViewModel.class);
                var share = form.field("validation_share");
                assertThat(share.textProperty().get()).isEqualTo("0,1");
                share.textProperty().set("0,25");
                share.commit();
                assertThat(scope.get(Config.class).current().validationShare()).isEqualTo(0.25);
                share.textProperty().set("1");
                assertThat(share.problemProperty().get()).isEqualTo("Attendu\u00a0: un nombre à partir de 0 jusqu'à 0,9");
                assertThat(form.field("adam_epsilon").textProperty().get()).isEqualTo("1e-8");
                form.field("rank_pattern").textProperty().set("q_proj=4");
                form.field("rank_pattern").commit();
                form.field("method").textProperty().set("full");
                assertThat(form.field("method").problemProperty().get()).contains("rank_pattern");
                form.field("micro_batch").textProperty().set("4");
                form.field("accumulation").textProperty().set("3");
                form.field("micro_batch").commit();
                form.field("accumulation").commit();
                assertThat(form.batchProperty().get()).isEqualTo("12 exemples");
            });
        }
    }

    private static Scope scope(ProjectFile file, Locale locale) {
        return new Scope().set(ProjectFile.class, file).set(Tasks.class, new Tasks(new Faults())).set(Messages.class, new Messages(locale));
    }
}
