package dev.atelier.view.chart;

import java.util.Locale;
import java.util.stream.Collectors;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.HPos;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import org.jspecify.annotations.Nullable;

/** Where the memory goes: a bar for each part as long as its share of what is needed, with its bytes and percent. */
public final class MemoryBars extends GridPane {
    private static final double HEIGHT = 14;
    private final ObjectProperty<Units> units = new SimpleObjectProperty<>(this, "units", Units.of(Locale.ENGLISH));
    private final ObjectProperty<@Nullable Memory> memory = new SimpleObjectProperty<>(this, "memory");

    /** Bars without numbers yet. */
    public MemoryBars() {
        getStyleClass().addAll("memory-bars", "memory-bar");
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setFocusTraversable(true);
        setHgap(12);
        setVgap(6);
        var bar = new ColumnConstraints();
        bar.setHgrow(Priority.ALWAYS);
        getColumnConstraints().addAll(fixed(HPos.LEFT), bar, fixed(HPos.RIGHT), fixed(HPos.RIGHT));
        units.subscribe((_, _) -> update());
        memory.subscribe((_, _) -> update());
        update();
    }

    /** The need and the machine, null while unknown. */
    public ObjectProperty<@Nullable Memory> memoryProperty() {
        return memory;
    }

    /** The language of words and numbers. */
    public ObjectProperty<Units> unitsProperty() {
        return units;
    }

    @Override
    public String getUserAgentStylesheet() {
        return ChartCss.url();
    }

    private void update() {
        Memory shown = memory.get();
        Units words = units.get();
        getChildren().clear();
        if (shown == null) {
            addRow(0, new Label(words.text("memory.empty")));
            setAccessibleText(words.text("memory.empty"));
            return;
        }
        MemoryBar.style(this, shown.fit());
        double most = Math.max(1, shown.parts().stream().mapToLong(Memory.Part::bytes).max().orElse(1));
        for (int i = 0; i < shown.parts().size(); i++) {
            Memory.Part part = shown.parts().get(i);
            var bytes = number(words.bytes(part.bytes()));
            var percent = number(words.percent(part.bytes() / (double) Math.max(1, shown.neededBytes())));
            var name = new Label(part.name());
            name.setMinWidth(Region.USE_PREF_SIZE);
            var bar = bar(part.bytes() / most, MemoryBar.shade(i, shown.parts().size()));
            addRow(i, name, bar, bytes, percent);
            for (Region each : new Region[] {name, bar, bytes, percent}) {
                Tooltip.install(each, new Tooltip(MemoryBar.share(shown, part, words)));
            }
        }
        if (!shown.note().isEmpty()) {
            add(MemoryBar.note(shown), 0, shown.parts().size(), 4, 1);
        }
        setAccessibleText(shown.parts().stream().map(part -> part.name() + " " + words.bytes(part.bytes())).collect(Collectors.joining(", ")));
    }

    private static Region bar(double share, double shade) {
        var part = new Region();
        part.getStyleClass().add("memory-part");
        part.setOpacity(shade);
        var all = new StackPane(part);
        all.getStyleClass().add("memory-track");
        part.maxWidthProperty().bind(all.widthProperty().multiply(share));
        part.setMinWidth(share > 0 ? 1 : 0);
        StackPane.setAlignment(part, Pos.CENTER_LEFT);
        all.setMinHeight(HEIGHT);
        all.setMaxHeight(HEIGHT);
        return all;
    }

    private static Label number(String text) {
        var label = new Label(text);
        label.getStyleClass().add("memory-number");
        label.setMinWidth(Region.USE_PREF_SIZE);
        return label;
    }

    private static ColumnConstraints fixed(HPos where) {
        var column = new ColumnConstraints();
        column.setHalignment(where);
        column.setHgrow(Priority.NEVER);
        return column;
    }
}
