package dev.atelier.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.Json;
import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.TrainingConfig.Precision;
import dev.atelier.domain.UserError;
import dev.atelier.domain.model.ModelConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryEstimateTest {
    /** Llama-2 7B and 13B, whose sizes are published: 6,738,415,616 and 13,015,864,320 parameters. */
    private static final ModelConfig LLAMA_7B = shape(32000, 4096, 11008, 32, 32, 32, 128, false);
    private static final ModelConfig LLAMA_13B = shape(32000, 5120, 13824, 40, 40, 40, 128, false);

    @Test
    void countsPublishedModels() {
        assertThat(LLAMA_7B.parameters()).isEqualTo(6_738_415_616L);
        assertThat(LLAMA_13B.parameters()).isEqualTo(13_015_864_320L);
        // TinyLlama 1.1B: grouped-query attention
        assertThat(shape(32000, 2048, 5632, 22, 32, 4, 64, false).parameters()).isEqualTo(1_100_048_384L);
    }

    @Test
    void countsLorasTrainableValues() {
        // published for GPT-3, 96 layers of width 12,288: four matrices at rank 2 and one at rank 8 both cost 18,874,368
        var gpt3 = shape(50257, 12288, 49152, 96, 96, 96, 128, true);
        assertThat(estimate(gpt3, Map.of("rank", "2", "target_modules", "q_proj,k_proj,v_proj,o_proj")).trainableParameters()).isEqualTo(18_874_368);
        assertThat(estimate(gpt3, Map.of("rank", "8", "target_modules", "v_proj")).trainableParameters()).isEqualTo(18_874_368);
        assertThat(estimate(gpt3, Map.of("rank", "8", "target_modules", "v_proj", "rank_pattern", "layers.3.self_attn.v_proj=9")).trainableParameters())
                .isEqualTo(18_874_368 + 2 * 12288);
        assertThat(estimate(LLAMA_7B, Map.of("rank", "16")).trainableParameters()).isEqualTo(39_976_960);
        assertThat(estimate(LLAMA_7B, Map.of("method", "full")).trainableParameters()).isEqualTo(LLAMA_7B.parameters());
    }

    @Test
    void partsAddUpAndGoTheRightWay() {
        var plain = estimate(LLAMA_7B, Map.of());
        var parts = plain.parts();
        assertThat(plain.totalBytes())
                .isEqualTo(parts.weights() + parts.adapters() + parts.gradients() + parts.optimizer() + parts.activations() + parts.logits() + parts.workspace() + parts.overhead());
        assertThat(parts.weights()).isEqualTo(2 * LLAMA_7B.parameters());
        assertThat(estimate(LLAMA_7B, Map.of("recompute", "on")).parts().activations()).isLessThan(parts.activations() / 4);
        assertThat(estimate(LLAMA_7B, Map.of("micro_batch", "16")).parts().activations()).isEqualTo(2 * parts.activations());
        assertThat(estimate(LLAMA_7B, Map.of("micro_batch", "16")).parts().logits()).isEqualTo(parts.logits());
    }

    /** 32 layers of 202,375,168 values in the blocks' matrices; what is not in them stays in bf16, and one block's matrices are there in full besides, and a piece on its way there. */
    @Test
    void aQuantizedBaseTakesFourBitsAndItsScales() {
        long block = 202_375_168;
        long few = 32 * block;
        long unpacked = 16 << 20;
        long rest = 2 * (LLAMA_7B.parameters() - few + block) + unpacked;
        assertThat(estimate(LLAMA_7B, Map.of("quantization", "nf4", "double_quant", "false")).parts().weights()).isEqualTo(few / 2 + few / 64 * 4 + rest);
        assertThat(estimate(LLAMA_7B, Map.of("quantization", "nf4")).parts().weights()).isEqualTo(few / 2 + few / 64 + few / 64 / 256 * 4 + rest);
        assertThat(estimate(LLAMA_7B, Map.of("quantization", "int8")).parts().weights()).isEqualTo(few + 32 * 4 * (5 * 4096 + 2 * 11008) + rest);
        var lora = estimate(LLAMA_7B, Map.of()).parts();
        assertThat(estimate(LLAMA_7B, Map.of("quantization", "fp4")).parts().activations()).isEqualTo(lora.activations());
    }

    /** Two matrices of 32,000 x 4,096 values of bf16 become int8 with a scale of bf16 a row; a tied one is there once, and without a quantized base nothing changes. */
    @Test
    void embeddingsInInt8TakeHalf() {
        long saved = 2 * 32_000 * (4096 - 2);
        assertThat(estimate(LLAMA_7B, Map.of("quantization", "nf4", "int8_embeddings", "true")).parts().weights())
                .isEqualTo(estimate(LLAMA_7B, Map.of("quantization", "nf4")).parts().weights() - saved);
        var tied = shape(32_000, 4096, 11_008, 2, 32, 32, 128, true);
        assertThat(estimate(tied, Map.of("quantization", "nf4", "int8_embeddings", "true")).parts().weights())
                .isEqualTo(estimate(tied, Map.of("quantization", "nf4")).parts().weights() - saved / 2);
        assertThat(estimate(LLAMA_7B, Map.of("int8_embeddings", "true"))).isEqualTo(estimate(LLAMA_7B, Map.of()));
    }

    @Test
    void aConfigWithoutSizesSaysWhich() {
        assertThatThrownBy(() -> ModelConfig.of(Json.parse("{\"model_type\": \"llama\", \"hidden_size\": 64}", "x"))).isInstanceOf(UserError.class)
                .hasMessageContaining("num_attention_heads");
    }

    private static ModelConfig shape(int vocab, int hidden, int inter, int layers, int heads, int kvHeads, int headDim, boolean tied) {
        return ModelConfig.of(Json.MAPPER.createObjectNode().put("model_type", "llama").put("vocab_size", vocab).put("hidden_size", hidden).put("intermediate_size", inter)
                .put("num_hidden_layers", layers).put("num_attention_heads", heads).put("num_key_value_heads", kvHeads).put("head_dim", headDim).put("max_position_embeddings", 4096)
                .put("tie_word_embeddings", tied));
    }

    private static MemoryEstimate estimate(ModelConfig shape, Map<String, String> settings) {
        TrainingConfig config = Settings.with(Settings.defaults(), settings);
        return MemoryEstimate.of(shape, config, Computation.onCpu(Precision.BF16, true));
    }
}
