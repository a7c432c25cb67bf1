package dev.atelier.cli;

import dev.atelier.domain.UserError;
import java.util.Arrays;

/** Token ids as they are typed: {@code 1,2,3}. */
final class IdList {
    private IdList() {}

    static int[] parse(String text) {
        try {
            return Arrays.stream(text.strip().split("[,\\s]+")).mapToInt(Integer::parseInt).toArray();
        } catch (NumberFormatException e) {
            throw new UserError("--ids: wanted whole numbers such as 1,2,3, found " + text + ": correct it", e);
        }
    }
}
