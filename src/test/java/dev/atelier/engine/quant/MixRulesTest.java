package dev.atelier.engine.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.Json;
import dev.atelier.domain.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which matrix gets which type, against what llama.cpp's quantizer gave each of three models. */
class MixRulesTest {
    private static final Path MIXES = Path.of("src/test/resources/gguf/mixes.json");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            12 layers | 12 | 2 | 1024 | 2816
            32 layers | 32 | 2 | 1024 | 2816
            4 layers, hidden 896, intermediate 1152 | 4 | 7 | 896 | 1152
            """)
    void typesAreTheReferences(String model, int layers, int queriesPerKey, int hidden, int intermediate) throws Exception {
        var mixes = Json.parse(Files.readString(MIXES), "mixes.json").path(model);
        assertThat(mixes.size()).isEqualTo(16);
        for (var mix : mixes.properties()) {
            var rules = new MixRules(Mix.named(mix.getKey()), layers, queriesPerKey, false);
            assertThat(mix.getValue().size()).isGreaterThan(7 * layers);
            for (var tensor : mix.getValue().properties()) {
                var name = tensor.getKey();
                long columns = name.contains("ffn_down") ? intermediate : hidden;
                var type = rules.type(new MixRules.Place(name, new long[] {256, columns}, name.equals("output.weight")));
                assertThat(type.name()).as(mix.getKey() + " " + name).isEqualTo(tensor.getValue().asText());
            }
        }
    }

    @Test
    void overridesComeFirstAndFallBackToo() {
        var quantization = new Quantization(Mix.Q4_K_M, List.of(TypeOverride.parse("attn_v=q6_k"), TypeOverride.parse("blk\\.1\\..*=F16"), TypeOverride.parse("attn=Q8_0")), null);
        assertThat(type(quantization, "blk.1.attn_v.weight", 256)).isEqualTo(GgmlType.Q6_K);
        assertThat(type(quantization, "blk.1.attn_v.weight", 96)).isEqualTo(GgmlType.Q8_0);
        assertThat(type(quantization, "blk.1.ffn_up.weight", 256)).isEqualTo(GgmlType.F16);
        assertThat(type(quantization, "blk.2.attn_q.weight", 256)).isEqualTo(GgmlType.Q8_0);
        assertThat(type(quantization, "blk.2.attn_norm.weight", 256)).isEqualTo(GgmlType.F32);
        assertThat(type(quantization, "blk.2.ffn_up.weight", 256)).isEqualTo(GgmlType.Q4_K);
        assertThat(type(quantization, "blk.2.ffn_up.weight", 17)).isEqualTo(GgmlType.F16);
    }

    private static GgmlType type(Quantization quantization, String name, long columns) {
        return quantization.type(new MixRules.Place(name, new long[] {8, columns}, false), 8, 1);
    }

    @ParameterizedTest
    @CsvSource({"attn_v", "=Q4_K", "attn_v=Q9", "attn_v=IQ1_S", "attn_(=Q4_K"})
    void whatIsNoOverrideIsRefused(String text) {
        assertThatThrownBy(() -> TypeOverride.parse(text)).isInstanceOf(UserError.class);
    }
}
