package dev.atelier.memory;

import org.jspecify.annotations.Nullable;

/**
 * What can be said of a run before it starts.
 *
 * @param estimate what it needs, to be compared with {@code availableBytes}
 * @param largest how far single settings can go while the run {@link Verdict#FITS}
 * @param remedy the cheapest change with which it fits; null if it does, or where it is tight and stays so
 */
public record Proposals(MemoryEstimate estimate, long availableBytes, Verdict verdict, Largest largest, @Nullable Remedy remedy) {
    /** {@code longestRow} in tokens, 0 while unknown. */
    public static Proposals of(Setup asked, long availableBytes, int longestRow) {
        var setup = asked.within(availableBytes, longestRow);
        var estimate = setup.estimate();
        var verdict = Verdict.of(estimate.totalBytes(), availableBytes);
        return new Proposals(estimate, availableBytes, verdict, Largest.within(setup, Verdict.comfortable(availableBytes)), remedy(setup, availableBytes, longestRow, verdict));
    }

    private static @Nullable Remedy remedy(Setup setup, long availableBytes, int longestRow, Verdict verdict) {
        return switch (verdict) {
            case FITS -> null;
            case TIGHT -> {
                var comfortable = new Remedies(setup, longestRow).within(Verdict.comfortable(availableBytes));
                yield comfortable.enough() ? comfortable : null;
            }
            case OVER -> new Remedies(setup, longestRow).fitting(availableBytes);
        };
    }
}
