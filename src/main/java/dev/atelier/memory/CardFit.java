package dev.atelier.memory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a run would fit on a card.
 *
 * @param remedy the cheapest change that makes it fit, if it does not
 */
public record CardFit(Card card, MemoryEstimate need, Verdict verdict, @Nullable Remedy remedy) {
    /** On every common card, computed as GPUs do. {@code longestRow} in tokens, 0 while unknown. */
    public static List<CardFit> of(Setup setup, int longestRow) {
        Setup there = setup.on(Computation.onGpu(setup.config().precision()));
        return Card.common().stream().map(card -> {
            Setup here = there.within(card.usableBytes(), longestRow);
            MemoryEstimate need = here.estimate();
            var verdict = Verdict.of(need.totalBytes(), card.usableBytes());
            return new CardFit(card, need, verdict, verdict == Verdict.OVER ? new Remedies(here, longestRow).fitting(card.usableBytes()) : null);
        }).toList();
    }
}
