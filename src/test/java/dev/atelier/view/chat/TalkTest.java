package dev.atelier.view.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TalkTest {
    @Test
    void aTitleIsTheFirstWords() {
        assertThat(Talk.titleOf("  Hello there\nand more ")).isEqualTo("Hello there");
        assertThat(Talk.titleOf("a word ".repeat(20))).hasSizeLessThanOrEqualTo(49).endsWith("word…");
        assertThat(Talk.titleOf("x".repeat(90))).hasSize(49);
    }
}
