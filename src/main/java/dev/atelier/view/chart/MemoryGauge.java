package dev.atelier.view.chart;

import java.util.Locale;
import java.util.stream.Collectors;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** Memory needed and available in one line for the bottom bar: icon, {@code 5.1 of 7.6 GB}, a short bar; the parts on hover. Empty while unknown. */
public final class MemoryGauge extends HBox {
    private final ObjectProperty<Units> units = new SimpleObjectProperty<>(this, "units", Units.of(Locale.ENGLISH));
    private final ObjectProperty<@Nullable Memory> memory = new SimpleObjectProperty<>(this, "memory");
    private final Label text = new Label();
    private final MemoryBar bar = new MemoryBar();
    private final Tooltip tip = new Tooltip();

    /** A gauge without numbers yet. */
    public MemoryGauge() {
        getStyleClass().add("memory-gauge");
        setAccessibleRole(AccessibleRole.TEXT);
        text.getStyleClass().add("memory-number");
        bar.setMouseTransparent(true);
        bar.setMinSize(100, 14);
        bar.setPrefSize(100, 14);
        bar.setMaxSize(100, 14);
        getChildren().addAll(text, bar);
        Tooltip.install(this, tip);
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
        setVisible(shown != null);
        if (shown == null) {
            return;
        }
        Units words = units.get();
        bar.show(shown, words);
        MemoryBar.style(this, shown.fit());
        text.setGraphic(new FontIcon(shown.fit().icon()));
        text.setText(words.bytesOf(shown.neededBytes(), shown.availableBytes()));
        String verdict = words.text(shown.fit().key());
        tip.setText(verdict + "\n" + shown.parts().stream().map(part -> part.name() + "  " + words.bytes(part.bytes())).collect(Collectors.joining("\n")) + (shown.note().isEmpty() ? "" : "\n" + shown.note()));
        setAccessibleText(words.text("memory.accessible", verdict, words.bytes(shown.neededBytes()), words.bytes(shown.availableBytes()), ""));
    }
}
