package dev.atelier.memory;

/** How a need compares with the memory that can be had. */
public enum Verdict {
    /** With room to spare: an estimate may be a tenth off, and other programs grow. */
    FITS,
    /** It should, if the estimate is right and nothing else asks for memory. */
    TIGHT,
    /** It does not fit. */
    OVER;

    private static final double COMFORT = 0.8;

    /** Under 80 % of {@code availableBytes}, up to all of it, or more. */
    public static Verdict of(long neededBytes, long availableBytes) {
        return neededBytes <= comfortable(availableBytes) ? FITS : neededBytes <= availableBytes ? TIGHT : OVER;
    }

    /** The most bytes that {@link #FITS} means. */
    public static long comfortable(long availableBytes) {
        return (long) (COMFORT * availableBytes);
    }
}
