package dev.atelier.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UserErrorTest {
    @Test
    void isOneLineWhateverWasFound() {
        assertThat(UserError.of("wanted a name", "a\r\n\tb\u001b[31m\u2028c", "mend it")).hasMessage("wanted a name, found a b [31m c: mend it");
    }

    @Test
    void aLongTextLosesItsMiddleAndTheAdviceStays() {
        assertThat(UserError.of("wanted " + "x".repeat(100_000), "y".repeat(100_000) + "!", "mend it").getMessage()).hasSizeLessThan(900).startsWith("wanted x").endsWith("y!: mend it");
        assertThat(new UserError("z".repeat(100_000)).getMessage()).hasSizeLessThan(1000).contains("…");
    }
}
