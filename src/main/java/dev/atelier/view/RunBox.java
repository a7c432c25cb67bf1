package dev.atelier.view;

import dev.atelier.view.project.FinishedRuns;
import dev.atelier.view.project.LiveRun;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import javafx.beans.binding.Bindings;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ListCell;
import org.jspecify.annotations.Nullable;

/** Finished runs as a combo box that shows the chosen one, and chooses. */
public final class RunBox {
    private RunBox() {}

    public static void fill(ComboBox<LiveRun> box, FinishedRuns runs, Locale locale) {
        var date = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.SHORT).withLocale(locale).withZone(ZoneId.systemDefault());
        box.setCellFactory(list -> new Line("", date));
        box.setButtonCell(new Line(box.getPromptText(), null));
        box.setItems(runs.all());
        box.disableProperty().bind(Bindings.isEmpty(runs.all()));
        runs.chosenProperty().subscribe(box::setValue);
        box.valueProperty().addListener((property, was, now) -> {
            if (now != null && now != runs.chosen()) {
                runs.choose(now);
            }
        });
    }

    private static final class Line extends ListCell<LiveRun> {
        private final String otherwise;
        private final @Nullable DateTimeFormatter date;

        Line(String otherwise, @Nullable DateTimeFormatter date) {
            this.otherwise = otherwise;
            this.date = date;
        }

        @Override
        protected void updateItem(@Nullable LiveRun run, boolean isEmpty) {
            super.updateItem(run, isEmpty);
            setText(run == null || isEmpty ? otherwise : date == null ? run.name() : run.name() + "  ·  " + date.format(run.created()));
        }
    }
}
