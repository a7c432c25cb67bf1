package dev.atelier.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ModulePatternTest {
    private static final String MODULE = "model.layers.10.self_attn.q_proj";

    @Test
    void coversTheWholePath() {
        assertThat(ModulePattern.of(".*\\.(q|v)_proj", "target_modules").matches(MODULE)).isTrue();
        assertThat(ModulePattern.of("q_proj", "target_modules").matches(MODULE)).isFalse();
    }

    /** What rules a pattern out at a look is no other answer than the expression's own. */
    @Test
    void aLookIsNoOtherAnswer() {
        var paths = List.of(MODULE, "model.layers.1.mlp.up_proj", "q_proj", "layers.10.self_attn.q_proj", "k_proj", "modelXlayers.10.self_attn.q_proj", "a.b|c_d", "");
        for (String each : List.of("q_proj", "self_attn.q_proj", "layers\\.(1|10)\\.self_attn\\.q_proj", "(.*\\.)?layers\\.([0-9]|1[0-4])\\.self_attn\\.q_proj", ".*up_proj|x.q_proj", "x|layers\\.10.*\\.q_proj",
                "([](])|k.*_proj", "(?i).*\\.Q_PROJ", ".*[.]q_proj", "model.layers\\..*\\.\\w+proj", "\\Qa.b|c_d\\E", "a\\.b\\|c_d", "(layers\\.10|x)\\..*\\.q_proj", "", "model?\\..*q_proj", "layers?\\.10\\.self_attn\\.q_proj")) {
            for (String path : paths) {
                assertThat(ModulePattern.of(each, "x").matches(path)).as("%s on %s", each, path).isEqualTo(Pattern.matches(each, path));
                boolean end = Pattern.matches("(?s)(?:.*\\.)?(?:" + each + ")", path);
                assertThat(ModulePattern.end(each, "x").matches(path)).as("%s at the end of %s", each, path).isEqualTo(end);
            }
        }
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
