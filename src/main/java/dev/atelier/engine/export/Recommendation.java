package dev.atelier.engine.export;

import dev.atelier.engine.export.QualityHandler.Quality;
import dev.atelier.engine.quant.GgmlType;
import dev.atelier.engine.quant.Mix;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which quantization to take: the smallest file of four bits and more whose divergence from the 16-bit model, two standard errors added, is within {@link #bound}. Few rows have large errors
 * and so lead to a finer format, never to a coarser one.
 */
public final class Recommendation {
    /** The share of its own loss that a model may be moved by. */
    public static final double SHARE = 0.02;
    /** Nats a token that any model may be moved by, however small its loss: by Pinsker's inequality no token's chance changes by more than 2.3 % in the mean. */
    public static final double LEAST = 0.001;
    /** So many standard errors are added to what was measured. */
    public static final double ERRORS = 2;

    private Recommendation() {}

    /** Nats a token. */
    static double bound(Quality reference) {
        return Math.max(LEAST, SHARE * Math.log(reference.perplexity()));
    }

    /** Null where none is near enough, or a single row tells nothing of how far they are. */
    static @Nullable String of(Quality reference, List<Quality> all) {
        double bound = bound(reference);
        return all.stream().filter(one -> !forTests(one.type()) && one.error() != null && one.divergence() + ERRORS * one.error() <= bound).min(Comparator.comparingLong(Quality::bytes)).map(Quality::type)
                .orElse(null);
    }

    /** Those of fewer than four bits are never recommended, however well a small model bears them. */
    private static boolean forTests(String type) {
        return Mix.named(type).base() == GgmlType.Q2_K || Mix.named(type).base() == GgmlType.Q3_K;
    }
}
