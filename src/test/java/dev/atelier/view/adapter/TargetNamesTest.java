package dev.atelier.view.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.model.Architectures;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.domain.model.TargetNames;
import dev.atelier.domain.model.Targets;
import dev.atelier.view.chart.Block;
import dev.atelier.view.chart.Block.Norms;
import dev.atelier.view.chart.Matrix;
import dev.atelier.view.project.ModelFacts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Boxes for the matrices of every architecture, and the target_modules that a choice of them makes. */
class TargetNamesTest {
    static List<String> architectures() {
        return Architectures.names();
    }

    private static ModelConfig shape(String architecture) {
        ObjectNode json = Json.MAPPER.createObjectNode().put("model_type", architecture).put("vocab_size", 100).put("hidden_size", 64).put("intermediate_size", 128).put("num_hidden_layers", 3)
                .put("num_attention_heads", 4).put("num_key_value_heads", 2).put("max_position_embeddings", 128).put("head_dim", 16);
        return ModelConfig.of(architecture.equals("gpt2") ? json.put("n_embd", 64).put("n_layer", 3).put("n_head", 4) : json);
    }

    private static ModelFacts facts(String architecture) {
        return new ModelFacts(Path.of("model"), shape(architecture), Json.parse("{\"weights\":{\"bytes\":2000,\"parameters\":1000}}", "facts"));
    }

    private static TrainingConfig with(String targets) {
        return Settings.with(Settings.defaults(), Map.of("target_modules", targets));
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void everyChoiceOfMatricesIsSaidByTargetModulesThatMeanJustThose(String architecture) {
        ModelConfig shape = shape(architecture);
        var names = TargetNames.of(shape.blockLinears());
        assertThat(names).hasSameSizeAs(shape.blockLinears());
        List<String> order = List.copyOf(names.keySet());
        for (int choice = 1; choice < 1 << order.size(); choice++) {
            var chosen = new TreeSet<String>();
            for (int i = 0; i < order.size(); i++) {
                if ((choice & 1 << i) != 0) {
                    chosen.add(order.get(i));
                }
            }
            TrainingConfig config = with(String.join(",", TargetNames.targets(names, chosen)));
            assertThat(new TreeSet<>(BlockPicture.adapted(facts(architecture), config))).as(config.targetModules().toString()).isEqualTo(chosen);
            assertThat(Targets.of(shape, config)).hasSize(3 * chosen.size());
        }
    }

    @Test
    void namesAreThoseOfPeftWhereOneIsEnough() {
        assertThat(TargetNames.of(shape("phi3").blockLinears()).keySet()).containsExactly("qkv_proj", "o_proj", "gate_up_proj", "down_proj");
        assertThat(TargetNames.of(shape("gpt2").blockLinears()).keySet()).containsExactly("c_attn", "attn.c_proj", "c_fc", "mlp.c_proj");
        var bert = TargetNames.of(shape("bert").blockLinears());
        assertThat(bert.keySet()).containsExactly("query", "key", "value", "attention.output.dense", "intermediate.dense", "output.dense");
        assertThat(TargetNames.targets(bert, Set.of("query", "attention.output.dense", "intermediate.dense", "output.dense"))).containsExactly("query", "dense");
        assertThat(TargetNames.targets(TargetNames.of(shape("gpt2").blockLinears()), Set.of("c_attn", "mlp.c_proj"))).containsExactly("c_attn", "mlp.c_proj");
        assertThat(TargetNames.targets(bert, Set.of("output.dense")).getFirst()).as("no name means it alone").contains("\\.");
    }

    @Test
    void theBlockIsDrawnAsTheArchitectureIs() {
        Block qwen = BlockPicture.of(facts("qwen3"), with("all-linear"));
        assertThat(qwen.headNorms()).isTrue();
        assertThat(qwen.norms()).isEqualTo(Norms.BEFORE);
        assertThat(BlockPicture.of(facts("gemma2"), with("all-linear")).norms()).isEqualTo(Norms.BOTH);
        Block gpt2 = BlockPicture.of(facts("gpt2"), with("all-linear"));
        assertThat(gpt2.gated()).isFalse();
        assertThat(gpt2.activation()).isEqualTo("GELU");
        assertThat(gpt2.attention().getFirst()).isEqualTo(new Matrix("c_attn", 64, 192, 64 * 192 * 2, 16 * (64 + 192), 3));
        Block bert = BlockPicture.of(facts("bert"), with("all-linear"));
        assertThat(bert.norms()).isEqualTo(Norms.AFTER);
        assertThat(bert.head()).extracting(Matrix::name).containsExactly("pooler.dense", "classifier");
        assertThat(bert.classes()).hasSize(2);
    }

    @Test
    void aPatternForSomeLayersIsCounted() {
        Block block = BlockPicture.of(facts("llama"), Settings.with(with(".*layers\\.[01]\\..*q_proj"), Map.of("use_dora", "true")));
        assertThat(block.attention()).extracting(Matrix::adapted).containsExactly(2, 0, 0);
        assertThat(block.attention().getFirst().addedParameters()).as("with the lengths of its rows").isEqualTo(16 * (64 + 64) + 64);
    }
}
