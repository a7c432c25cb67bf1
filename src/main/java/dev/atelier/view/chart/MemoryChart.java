package dev.atelier.view.chart;

import java.util.Locale;
import java.util.stream.Collectors;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.TilePane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** What a run needs of the machine's memory: a verdict in words, one bar with the limit as a line, and every part with its size and share. */
public final class MemoryChart extends VBox {
    private static final double PART_WIDTH = 172;
    private final ObjectProperty<Units> units = new SimpleObjectProperty<>(this, "units", Units.of(Locale.ENGLISH));
    private final ObjectProperty<@Nullable Memory> memory = new SimpleObjectProperty<>(this, "memory");
    private final Label verdict = label("memory-verdict");
    private final Label need = label("memory-need");
    private final MemoryBar bar = new MemoryBar();
    private final Label limit = label("memory-limit-label");
    private final Label whole = label("memory-total-label");
    private final Pane scale = new Pane(limit, whole);
    private final TilePane list = new TilePane(16, 4);
    private final Label note = label("memory-note");
    private final HBox head = new HBox(verdict, need);
    private final BooleanProperty listed = new SimpleBooleanProperty(this, "listed", true);

    /** A chart without numbers yet. */
    public MemoryChart() {
        getStyleClass().add("memory-chart");
        head.getStyleClass().add("memory-head");
        list.getStyleClass().add("memory-list");
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setFocusTraversable(true);
        list.setPrefTileWidth(PART_WIDTH);
        verdict.setMinWidth(USE_PREF_SIZE);
        scale.setMinHeight(18);
        bar.setMinHeight(30);
        bar.setPrefHeight(30);
        bar.widthProperty().subscribe((_, _) -> placeLimit());
        note.setWrapText(true);
        note.setMinHeight(USE_PREF_SIZE);
        getChildren().addAll(head, bar, scale, list, note);
        units.subscribe((_, _) -> update());
        memory.subscribe((_, _) -> update());
        listed.subscribe((_, _) -> update());
        update();
    }

    /** Whether every part is named below the bar. */
    public BooleanProperty listedProperty() {
        return listed;
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

    @Override
    protected void layoutChildren() {
        super.layoutChildren();
        placeLimit();
    }

    private void update() {
        Memory shown = memory.get();
        Units words = units.get();
        for (Region part : new Region[] {verdict, bar, scale}) {
            part.setVisible(shown != null);
            part.setManaged(shown != null);
        }
        list.getChildren().clear();
        list.setVisible(shown != null && listed.get());
        list.setManaged(shown != null && listed.get());
        note.setText(shown == null || !listed.get() ? "" : shown.note());
        note.setVisible(!note.getText().isEmpty());
        note.setManaged(!note.getText().isEmpty());
        if (shown == null) {
            need.setText(words.text("memory.empty"));
            setAccessibleText(need.getText());
            return;
        }
        bar.show(shown, words);
        MemoryBar.style(this, shown.fit());
        verdict.setGraphic(new FontIcon(shown.fit().icon()));
        verdict.setText(words.text(shown.fit().key()));
        String needed = words.bytes(shown.neededBytes());
        String available = words.bytes(shown.availableBytes());
        need.setText(words.text("memory.need", needed));
        limit.setText(words.text("memory.available", available));
        whole.setText(words.text("memory.total", words.bytes(shown.totalBytes())));
        for (int i = 0; i < shown.parts().size(); i++) {
            row(shown, i, words);
        }
        setAccessibleText(words.text("memory.accessible", verdict.getText(), needed, available,
                shown.parts().stream().map(part -> part.name() + " " + words.bytes(part.bytes())).collect(Collectors.joining(", "))));
        requestLayout();
    }

    private void row(Memory shown, int index, Units words) {
        Memory.Part part = shown.parts().get(index);
        Region swatch = new Region();
        swatch.getStyleClass().add("memory-swatch");
        swatch.setOpacity(MemoryBar.shade(index, shown.parts().size()));
        Label name = new Label(part.name());
        name.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(name, Priority.ALWAYS);
        Label size = label("memory-number");
        size.setText(words.bytes(part.bytes()));
        size.setMinWidth(USE_PREF_SIZE);
        HBox row = new HBox(8, swatch, name, size);
        row.setAlignment(Pos.CENTER_LEFT);
        String share = words.text("memory.share", part.name(), words.bytes(part.bytes()), words.percent(part.bytes() / (double) Math.max(1, shown.neededBytes())));
        Tooltip.install(row, new Tooltip(part.explanation().isEmpty() ? share : share + "\n" + part.explanation()));
        list.getChildren().add(row);
    }

    /** The limit's label stands under its line, the whole's under the end of the bar unless they would touch. */
    private void placeLimit() {
        double wide = scale.getWidth();
        double width = limit.prefWidth(-1);
        double left = Math.clamp(bar.limitX() - width / 2, 0, Math.max(0, wide - width));
        limit.resizeRelocate(Math.rint(left), 0, Math.ceil(width), limit.prefHeight(-1));
        double total = whole.prefWidth(-1);
        whole.resizeRelocate(Math.rint(wide - total), 0, Math.ceil(total), whole.prefHeight(-1));
        Memory shown = memory.get();
        boolean ends = shown != null && shown.neededBytes() <= shown.totalBytes() && shown.totalBytes() > shown.availableBytes();
        whole.setVisible(ends && left + width + 12 < wide - total);
    }

    private static Label label(String style) {
        Label label = new Label();
        label.getStyleClass().add(style);
        return label;
    }
}
