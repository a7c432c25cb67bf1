package dev.atelier.view.chart;

import dev.atelier.memory.Verdict;
import java.util.List;

/**
 * Memory a run needs, by part, against what the machine has left for it and has in all; bytes.
 *
 * @param note what there is to say below the parts; may be empty
 */
public record Memory(List<Part> parts, long availableBytes, long totalBytes, String note) {
    public Memory {
        parts = List.copyOf(parts);
    }

    /** With nothing more to say. */
    public Memory(List<Part> parts, long availableBytes, long totalBytes) {
        this(parts, availableBytes, totalBytes, "");
    }

    /** What the memory is for, as the reader knows it, and what more there is to say about it (may be empty). */
    public record Part(String name, long bytes, String explanation) {}

    /** How the need compares with what is available. */
    public enum Fit {
        FITS("fth-check-circle"), TIGHT("fth-alert-triangle"), OVER("fth-x-octagon");

        private final String icon;

        Fit(String icon) {
            this.icon = icon;
        }

        public static Fit of(Verdict verdict) {
            return switch (verdict) {
                case FITS -> FITS;
                case TIGHT -> TIGHT;
                case OVER -> OVER;
            };
        }

        /** The Ikonli name of its sign. */
        public String icon() {
            return icon;
        }

        /** It in a word or two. */
        public String words(Units units) {
            return units.text(key());
        }

        String key() {
            return "memory." + style();
        }

        String style() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** The sum of the parts. */
    public long neededBytes() {
        return parts.stream().mapToLong(Part::bytes).sum();
    }

    /** Under 80 % of what is available, up to all of it, or more. */
    public Fit fit() {
        return Fit.of(Verdict.of(neededBytes(), availableBytes));
    }
}
