package dev.atelier.domain.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.Json;
import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.UserError;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Maps of ranks as files of PEFT's keys, out and in. */
class PeftPatternsTest {
    private static final ModelConfig LLAMA = RankMapTest.shape("llama", 12);

    static List<String> architectures() {
        return Architectures.names();
    }

    private static TrainingConfig read(String json) {
        return PeftPatterns.read(Json.parse(json, "file"), "file", LLAMA, Settings.defaults());
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void whatIsWrittenIsReadAsTheSameMap(String architecture) {
        var random = new Random(5);
        ModelConfig shape = RankMapTest.shape(architecture, 9);
        for (int round = 0; round < 30; round++) {
            RankMap map = RankMap.of(shape, Settings.defaults());
            for (int i = 0; i < 3; i++) {
                int line = random.nextInt(4);
                boolean row = random.nextBoolean();
                map = map.with(map.cells().stream().filter(cell -> row ? cell.layer() == line : cell.column() == line).toList(), random.nextInt(5), 1 + random.nextInt(9) / 2.0);
            }
            TrainingConfig said = Settings.with(Settings.defaults(), map.settings(Settings.defaults()), "map");
            String file = Json.line(PeftPatterns.write(shape, said));
            TrainingConfig before = Settings.with(Settings.defaults(), Map.of("exclude_modules", "q_proj", "layers_to_transform", "3", "rank_pattern", "q_proj=77"));
            assertThat(RankMap.of(shape, PeftPatterns.read(Json.parse(file, "file"), "file", shape, before))).as(file).isEqualTo(map);
        }
    }

    @Test
    void aFileForPeftHasItsKeysAndNoneOfOurPresets() {
        var map = RankMap.of(LLAMA, Settings.defaults());
        TrainingConfig config = Settings.with(Settings.defaults(), map.with(List.of(new RankMap.Cell(0, 0)), 0, 0).with(List.of(new RankMap.Cell(2, 6)), 4, 8.5).settings(Settings.defaults()), "map");
        var out = PeftPatterns.write(LLAMA, config);
        assertThat(out.path("rank_pattern").toString()).isEqualTo("{\"layers.2.mlp.down_proj\":4}");
        assertThat(out.path("alpha_pattern").toString()).isEqualTo("{\"layers.2.mlp.down_proj\":8.5}");
        Pattern targets = Pattern.compile(out.path("target_modules").asText());
        assertThat(LLAMA.linears()).filteredOn(linear -> !targets.matcher(linear.path()).matches()).extracting(Linear::path).containsExactly("model.layers.0.self_attn.q_proj");
        assertThat(targets.matcher("model.layers.3.input_layernorm").matches()).as("PEFT would refuse it").isFalse();
        assertThat(PeftPatterns.write(LLAMA, Settings.defaults()).path("target_modules").toString())
                .isEqualTo("[\"q_proj\",\"k_proj\",\"v_proj\",\"o_proj\",\"gate_proj\",\"up_proj\",\"down_proj\"]");
    }

    @Test
    void anAdapterConfigOfPeftIsRead() {
        TrainingConfig config = read("""
                {"peft_type": "LORA", "r": 8, "lora_alpha": 16, "target_modules": ["v_proj", "q_proj"], "layers_to_transform": 3, "exclude_modules": null, "modules_to_save": ["lm_head"],
                 "rank_pattern": {"q_proj": 4}, "alpha_pattern": {}}""");
        assertThat(config).isEqualTo(Settings.with(Settings.defaults(),
                Map.of("rank", "8", "alpha", "16", "target_modules", "v_proj,q_proj", "layers_to_transform", "3", "rank_pattern", "q_proj=4")));
        assertThat(read("{\"rank_pattern\": {\"down_proj\": 2}}")).as("what it does not say stays").isEqualTo(Settings.with(Settings.defaults(), Map.of("rank_pattern", "down_proj=2")));
        assertThat(Targets.of(LLAMA, read("{\"target_modules\": \".*\\\\.(q|v)_proj\"}"))).hasSize(24);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"model_type": "llama"}                    | found model_type: choose another file
            {}                                         | no keys
            {"rank_pattern": {"q_proj": 0}}            | file: rank_pattern: wanted name=a whole number from 1 to 4096
            {"rank_pattern": {"q_proj": "many"}}       | found "many"
            {"rank_pattern": [4]}                      | found [4]: correct the file
            {"alpha_pattern": {"q_proj": null}}        | file: alpha_pattern: wanted
            {"rank_pattern": {"(q": 2}}                | correct it
            {"peft_type": "IA3", "target_modules": []} | wanted peft_type LORA, found IA3
            {"target_modules": ["q_prj"]}              | q_proj
            {"r": 2.5}                                 | found "2.5"
            """)
    void whatIsNoMapIsSaidInALine(String json, String said) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(UserError.class).hasMessageStartingWith("file: ").hasMessageContaining(said);
    }
}
