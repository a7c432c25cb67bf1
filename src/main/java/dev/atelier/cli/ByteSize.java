package dev.atelier.cli;

import dev.atelier.domain.UserError;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;

/** Sizes of memory as people write them: 8GB, 512 MiB, 1.5g; K, M, G and T are powers of 1024, as memory is sold. */
final class ByteSize {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)\\s*([KMGT])?(?:I?B)?");
    private static final String UNITS = "KMGT";

    private ByteSize() {}

    /** Bytes; {@link UserError} names the {@code option}. */
    static long of(String text, String option) {
        var match = SIZE.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (!match.matches()) {
            throw UserError.of(option + ": wanted a size such as 8GB or 512MB", text, "correct it");
        }
        int power = match.group(2) == null ? 0 : UNITS.indexOf(match.group(2)) + 1;
        return new BigDecimal(match.group(1)).multiply(BigDecimal.valueOf(1L << 10 * power)).longValue();
    }
}
