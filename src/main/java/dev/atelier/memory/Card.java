package dev.atelier.memory;

import java.util.List;

/**
 * A common size of graphics cards.
 *
 * @param gigabytes as printed on the box, 2^30 bytes each
 * @param examples cards of this size
 */
public record Card(int gigabytes, List<String> examples) {
    private static final double KEPT = 0.05;
    private static final long KEPT_AT_LEAST = 600L << 20;

    public Card {
        examples = List.copyOf(examples);
    }

    /** From a student's laptop to a data centre. */
    public static List<Card> common() {
        return List.of(new Card(8, List.of("RTX 4060", "RTX 3070")), new Card(12, List.of("RTX 3060", "RTX 4070")), new Card(16, List.of("RTX 4060 Ti 16 GB", "T4")), new Card(24, List.of("RTX 3090", "RTX 4090")),
                new Card(48, List.of("RTX A6000", "L40S")), new Card(80, List.of("A100 80 GB", "H100")));
    }

    /** What a run can get of it: the driver, its context and a desktop on the same card hold 5 %, at least 600 MiB. */
    public long usableBytes() {
        long printed = (long) gigabytes << 30;
        return printed - Math.max(Math.round(KEPT * printed), KEPT_AT_LEAST);
    }
}
