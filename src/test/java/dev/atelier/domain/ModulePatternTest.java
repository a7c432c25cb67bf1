package dev.atelier.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ModulePatternTest {
    private static final String MODULE = "model.layers.10.self_attn.q_proj";

    @Test
    void coversTheWholePath() {
        assertThat(ModulePattern.of(".*\\.(q|v)_proj", "target_modules").matches(MODULE)).isTrue();
        assertThat(ModulePattern.of("q_proj", "target_modules").matches(MODULE)).isFalse();
    }

    @Test
    void whatIsNoExpressionIsRefused() {
        assertThatThrownBy(() -> ModulePattern.of("(q_proj", "target_modules")).isInstanceOf(UserError.class).hasMessageContaining("target_modules");
        assertThatThrownBy(() -> ModulePattern.of("(".repeat(9000), "target_modules")).isInstanceOf(UserError.class);
    }

    @Test
    void whatWouldNeverEndIsStopped() {
        var slow = ModulePattern.of("(([a-z_.0-9]+)+)+X", "target_modules");
        assertThatThrownBy(() -> slow.matches(MODULE.repeat(3))).isInstanceOf(UserError.class).hasMessageContaining("quick to match");
        var deep = ModulePattern.of("(a|b)*", "target_modules");
        assertThatThrownBy(() -> deep.matches("a".repeat(500_000))).isInstanceOf(UserError.class).hasMessageContaining("quick to match");
    }
}
