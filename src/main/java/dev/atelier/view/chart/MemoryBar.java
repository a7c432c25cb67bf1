package dev.atelier.view.chart;

import java.util.ArrayList;
import java.util.List;
import javafx.css.PseudoClass;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Region;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Parts of memory side by side on one track as long as the machine's memory, or as the need if that is more; a line where the available memory ends.
 * The shades go from full to faint in the order of the parts.
 */
final class MemoryBar extends Region {
    private static final double FAINTEST = 0.38;
    private static final double OVERRUN = 1.04;
    private static final double PROUD = 3;
    private final Region track = region("memory-track");
    private final Region limit = region("memory-limit");
    private final List<Region> parts = new ArrayList<>();
    private @Nullable Memory memory;

    MemoryBar() {
        getStyleClass().add("memory-bar");
        limit.setMouseTransparent(true);
        getChildren().addAll(track, limit);
    }

    void show(Memory shown, Units units) {
        memory = shown;
        getChildren().removeAll(parts);
        parts.clear();
        for (int i = 0; i < shown.parts().size(); i++) {
            Region part = region("memory-part");
            part.setOpacity(shade(i, shown.parts().size()));
            Tooltip tip = new Tooltip(share(shown, shown.parts().get(i), units));
            tip.setShowDelay(Duration.millis(200));
            Tooltip.install(part, tip);
            parts.add(part);
        }
        getChildren().addAll(1, parts);
        style(this, shown.fit());
        requestLayout();
    }

    /** How strong the colour of a part is. */
    static double shade(int index, int count) {
        return count < 2 ? 1 : 1 - (1 - FAINTEST) * index / (count - 1);
    }

    /** A part in a sentence or two. */
    static String share(Memory memory, Memory.Part part, Units units) {
        String share = units.text("memory.share", part.name(), units.bytes(part.bytes()),
                units.percent(part.bytes() / (double) Math.max(1, memory.neededBytes())));
        return part.explanation().isEmpty() ? share : share + "\n" + part.explanation();
    }

    /** The memory's note as a line of its own. */
    static Label note(Memory shown) {
        var note = new Label(shown.note());
        note.getStyleClass().add("memory-note");
        note.setWrapText(true);
        note.setMinHeight(USE_PREF_SIZE);
        return note;
    }

    /** Lets the style sheet colour a node by the fit. */
    static void style(Region node, Memory.Fit fit) {
        for (Memory.Fit each : Memory.Fit.values()) {
            node.pseudoClassStateChanged(PseudoClass.getPseudoClass(each.style()), each == fit);
        }
    }

    /** Where the available memory ends, in pixels from the left. */
    double limitX() {
        return memory == null ? 0 : Math.min(getWidth(), memory.availableBytes() * scale(memory));
    }

    @Override
    protected void layoutChildren() {
        track.resizeRelocate(0, PROUD, getWidth(), getHeight() - 2 * PROUD);
        limit.setVisible(memory != null);
        if (memory == null) {
            return;
        }
        double scale = scale(memory);
        long before = 0;
        for (int i = 0; i < parts.size(); i++) {
            double from = snapPositionX(before * scale);
            before += memory.parts().get(i).bytes();
            double to = snapPositionX(before * scale);
            boolean tiny = to - from < 2;
            parts.get(i).resizeRelocate(from, PROUD, Math.max(memory.parts().get(i).bytes() > 0 ? 1 : 0, to - from - (tiny ? 0 : 1)), getHeight() - 2 * PROUD);
        }
        limit.resizeRelocate(snapPositionX(limitX()) - 1, 0, 2, getHeight());
    }

    private double scale(Memory shown) {
        double whole = Math.max(Math.max(shown.totalBytes(), shown.availableBytes()), 1);
        double need = shown.neededBytes();
        return getWidth() / (need > whole ? need * OVERRUN : whole);
    }

    private static Region region(String style) {
        Region region = new Region();
        region.getStyleClass().add(style);
        return region;
    }
}
