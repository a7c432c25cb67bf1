package dev.atelier.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    @Test
    void jsonAndBackIsTheSame() {
        var config = Settings.with(Settings.defaults(),
                Map.of("rank_pattern", "layers.0.self_attn.q_proj=4,down_proj=8", "alpha_pattern", "down_proj=0.5", "schedule", "linear", "seed", "9007199254740991",
                        "target_modules", "v_proj,q_proj", "learning_rate", "1e-3", "device", "cuda:1", "use_rslora", "true"));
        assertThat(Settings.fromJson(Json.parse(Settings.toJson(config).toString(), "test"), "test")).isEqualTo(config);
        assertThat(config.rankPattern()).containsEntry("down_proj", 8).containsEntry("layers.0.self_attn.q_proj", 4);
        assertThat(config.targetModules()).containsExactly("v_proj", "q_proj");
    }

    @Test
    void patternsKeepTheirOrderAsTheFirstThatFitsCounts() {
        var names = IntStream.range(0, 12).mapToObj(i -> "layers." + i + ".mlp.down_proj").toList();
        var config = Settings.with(Settings.defaults(), Map.of("rank_pattern", String.join("=4,", names) + "=4", "alpha_pattern", String.join("=2,", names) + "=2"));
        var again = Settings.fromJson(Json.parse(Settings.toJson(config).toString(), "test"), "test");
        assertThat(again.rankPattern().keySet()).containsExactlyElementsOf(names);
        assertThat(again.alphaPattern().keySet()).containsExactlyElementsOf(names);
    }

    @Test
    void everySettingIsDocumentedAndInJson() {
        assertThat(Settings.toJson(Settings.defaults()).properties()).hasSameSizeAs(Settings.all());
        assertThat(Settings.all()).allSatisfy(setting -> {
            assertThat(setting.about().doc()).isNotBlank().doesNotEndWith(".");
            assertThat(setting.wanted()).isNotBlank();
        });
        assertThat(Settings.defaults().targetModules()).containsExactly("all-linear");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            lerning_rate | 1     | did you mean learning_rate?
            learningRate | 1     | did you mean learning_rate?
            beta1        | 0.9   | did you mean adam_beta1?
            rank         | 0     | wanted a whole number from 1 to 4096, found "0"
            rank         | 2.5   | wanted a whole number
            rank         | 1e99  | wanted a whole number
            learning_rate| NaN   | wanted a number above 0 to 1, found "NaN"
            dropout      | 1     | from 0 below 1
            schedule     | cubic | linear or cosine or constant
            device       | gpu   | auto, cpu or cuda:N
            use_rslora   | yes   | true or false
            target_modules | ``    | at least one
            layers_to_transform | first | numbers of layers
            rank_pattern | q_proj=0 | from 1 to 4096
            rank_pattern | q_proj   | name=
            """)
    void mistakesSayWhatWasWantedAndFound(String key, String value, String message) {
        assertThatThrownBy(() -> Settings.with(Settings.defaults(), Map.of(key, value))).isInstanceOf(UserError.class).hasMessageContaining(message);
    }

    @Test
    void severalValuesAreCheckedTogether() {
        assertThatThrownBy(() -> Settings.with(Settings.defaults(), Map.of("method", "full", "rank_pattern", "q_proj=4"))).isInstanceOf(UserError.class)
                .hasMessageContaining("method=full");
    }

    @Test
    void aProjectsUnknownNameIsAnErrorAndARunsIsPassedOver() {
        var json = Json.parse("{\"rank\": 4, \"rankk\": 5, \"target_modules\": [\"q_proj\"]}", "test");
        assertThatThrownBy(() -> Settings.with(Settings.defaults(), json, "project.json")).isInstanceOf(UserError.class).hasMessageStartingWith("project.json: ");
        assertThat(Settings.fromJson(json, "run.json").rank()).isEqualTo(4);
        assertThat(Settings.fromJson(json, "run.json").targetModules()).isEqualTo(List.of("q_proj"));
    }

    @Test
    void qloraIsLoraOnAQuantizedBase() {
        var qlora = Settings.with(Settings.defaults(), Map.of("method", "qlora"));
        assertThat(qlora.method()).isEqualTo(TrainingConfig.Method.LORA);
        assertThat(qlora.quantization()).isEqualTo(TrainingConfig.Quantization.NF4);
        assertThat(qlora.doubleQuant()).isTrue();
        assertThat(Settings.with(Settings.defaults(), Map.of("method", "qlora", "quantization", "fp4")).quantization()).isEqualTo(TrainingConfig.Quantization.FP4);
        assertThat(Settings.with(Settings.with(Settings.defaults(), Map.of("quantization", "int8")), Map.of("method", "qlora")).quantization()).isEqualTo(TrainingConfig.Quantization.INT8);
        assertThatThrownBy(() -> Settings.with(Settings.defaults(), Map.of("method", "full", "quantization", "nf4"))).isInstanceOf(UserError.class).hasMessageContaining("method=lora");
    }

    @Test
    void whatIsTrainedInFullIsNotKeptInInt8() {
        var some = Settings.with(Settings.defaults(), Map.of("quantization", "nf4", "int8_embeddings", "true", "modules_to_save", "norm"));
        assertThat(some.int8Embeddings()).isTrue();
        for (String module : List.of("embed_tokens", "lm_head", "transformer.wte")) {
            assertThatThrownBy(() -> Settings.with(some, Map.of("modules_to_save", "norm," + module))).isInstanceOf(UserError.class).hasMessageStartingWith("int8_embeddings: ").hasMessageContaining("modules_to_save");
        }
    }

    /** As run.json of earlier versions and people's habits have it. */
    @ParameterizedTest
    @CsvSource({"true, on", "false, off", "on, on", "OFF, off", "auto, auto"})
    void recomputeOnceWasAFlag(String written, String means) {
        var config = Settings.fromJson(Json.parse("{\"recompute\": " + (written.matches("true|false") ? written : "\"" + written + "\"") + "}", "run.json"), "run.json");
        assertThat(Settings.value(config, "recompute").asText()).isEqualTo(means);
        assertThat(Settings.with(Settings.defaults(), Map.of("recompute", written))).isEqualTo(config);
    }
}
