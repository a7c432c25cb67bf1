package dev.atelier.domain.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelConfigTest {
    private static JsonNode config(String more) {
        return Json.parse("{\"model_type\": \"llama\", \"vocab_size\": 8, \"hidden_size\": 8, \"intermediate_size\": 8, \"num_hidden_layers\": 1, \"num_attention_heads\": 2,"
                + " \"max_position_embeddings\": 16, " + more + "}", "config.json");
    }

    /** transformers 5 writes rope_parameters where earlier versions wrote rope_theta and rope_scaling. */
    @Test
    void theNewerFormOfRotaryEmbeddingsIsTheOlderOnes() {
        var scaling = "\"rope_type\": \"llama3\", \"factor\": 8.0, \"low_freq_factor\": 1.0, \"high_freq_factor\": 4.0, \"original_max_position_embeddings\": 8";
        var older = ModelConfig.of(config("\"rope_theta\": 500.0, \"rope_scaling\": {" + scaling + "}")).layerKinds().getFirst().rope();
        var newer = ModelConfig.of(config("\"rope_parameters\": {\"rope_theta\": 500.0, " + scaling + "}")).layerKinds().getFirst().rope();
        assertThat(newer.theta()).isEqualTo(500);
        assertThat(newer.inverseFrequencies()).containsExactly(older.inverseFrequencies());
        assertThat(newer.inverseFrequencies()).isNotEqualTo(Rope.plain(500, 4).inverseFrequencies());
    }

    @Test
    void aLinearScalingDividesEveryFrequency() {
        var rope = ModelConfig.of(config("\"rope_scaling\": {\"type\": \"linear\", \"factor\": 4.0}")).layerKinds().getFirst().rope();
        assertThat(rope.inverseFrequencies()[0]).isCloseTo(0.25, within(1e-9));
        assertThat(rope.inverseFrequencies()[1]).isCloseTo(0.01 / 4, within(1e-9));
        assertThatThrownBy(() -> ModelConfig.of(config("\"rope_scaling\": {\"type\": \"linear\"}"))).isInstanceOf(UserError.class).hasMessageContaining("factor");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"hidden_act\": \"mish\"", "\"rope_scaling\": {\"rope_type\": \"yarn\"}", "\"rope_scaling\": {\"rope_type\": \"ntk\", \"factor\": 2}"})
    void whatTheBlockDoesNotComputeIsRefused(String more) {
        assertThatThrownBy(() -> ModelConfig.of(config(more))).isInstanceOf(UserError.class);
    }
}
