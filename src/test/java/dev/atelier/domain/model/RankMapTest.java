package dev.atelier.domain.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.model.RankMap.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A map of ranks is said by settings that mean it and nothing else, in few words. */
class RankMapTest {
    static List<String> architectures() {
        return Architectures.names();
    }

    static ModelConfig shape(String architecture, int layers) {
        ObjectNode json = Json.MAPPER.createObjectNode().put("model_type", architecture).put("vocab_size", 100).put("hidden_size", 64).put("intermediate_size", 128).put("num_hidden_layers", layers)
                .put("num_attention_heads", 4).put("num_key_value_heads", 2).put("max_position_embeddings", 128).put("head_dim", 16);
        return ModelConfig.of(architecture.equals("gpt2") ? json.put("n_embd", 64).put("n_layer", layers).put("n_head", 4) : json);
    }

    private static TrainingConfig said(RankMap map, TrainingConfig now) {
        TrainingConfig out = Settings.with(now, map.settings(now), "map");
        return Settings.fromJson(Json.parse(Json.line(Settings.toJson(out)), "file"), "file");
    }

    private static RankMap plain(ModelConfig shape) {
        return RankMap.of(shape, Settings.defaults());
    }

    private static Set<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void randomMapsComeBackFromTheirSettings(String architecture) {
        var random = new Random(7);
        for (int round = 0; round < 60; round++) {
            ModelConfig shape = shape(architecture, 1 + random.nextInt(round % 10 == 0 ? 120 : 14));
            RankMap map = random.nextBoolean() ? plain(shape) : plain(shape).with(plain(shape).cells(), 0, 0);
            for (int strokes = random.nextInt(7); strokes >= 0; strokes--) {
                int rank = random.nextInt(4) == 0 ? 0 : 1 << random.nextInt(8);
                map = map.with(stroke(map, random), rank, random.nextBoolean() ? 2.0 * rank : 0.5 + random.nextInt(3));
            }
            TrainingConfig before = Settings.with(Settings.defaults(), Map.of("rank", Integer.toString(1 + random.nextInt(64)), "target_modules", "attention-only", "layers_to_transform", "0"));
            TrainingConfig config = said(map, before);
            assertThat(RankMap.of(shape, config)).as(map.settings(before).toString()).isEqualTo(map);
            assertThat(map.unused(config)).isEmpty();
        }
    }

    /** Cells as a user paints them: a row, a column, a rectangle, every second, or some at random. */
    private static List<Cell> stroke(RankMap map, Random random) {
        int layer = random.nextInt(map.layers());
        int column = random.nextInt(map.columns().size());
        int shape = random.nextInt(5);
        return map.cells().stream().filter(cell -> switch (shape) {
            case 0 -> cell.layer() == layer;
            case 1 -> cell.column() == column;
            case 2 -> cell.layer() >= layer && cell.column() >= column;
            case 3 -> cell.layer() % 2 == 0;
            default -> random.nextInt(4) == 0;
        }).toList();
    }

    @Test
    void oneRankEverywhereIsJustThat() {
        ModelConfig shape = shape("llama", 32);
        RankMap map = plain(shape).with(plain(shape).cells(), 8, 16);
        TrainingConfig config = said(map, Settings.defaults());
        assertThat(config).isEqualTo(Settings.with(Settings.defaults(), Map.of("rank", "8", "alpha", "16")));
        RankMap attention = map.only(range(0, 32), range(0, 4), 8, 16);
        assertThat(said(attention, Settings.defaults())).isEqualTo(Settings.with(config, Map.of("target_modules", "attention-only")));
    }

    @Test
    void layersAreLayersToTransformAndTheRestIsShortPatterns() {
        ModelConfig shape = shape("llama", 32);
        RankMap map = plain(shape);
        TrainingConfig last = said(map.only(range(24, 32), range(0, 7), 16, 32), Settings.defaults());
        assertThat(last.layersToTransform()).containsExactly("24", "25", "26", "27", "28", "29", "30", "31");
        assertThat(last.targetModules()).containsExactly("all-linear");
        assertThat(last.rankPattern()).isEmpty();
        List<Cell> cells = map.cells();
        assertThat(said(map.with(cells.stream().filter(cell -> cell.column() == 6).toList(), 32, 32), Settings.defaults()).rankPattern()).isEqualTo(Map.of("down_proj", 32));
        assertThat(said(map.with(List.of(new Cell(3, 0)), 4, 32), Settings.defaults()).rankPattern()).isEqualTo(Map.of("layers.3.self_attn.q_proj", 4));
        assertThat(said(map.with(cells.stream().filter(cell -> cell.layer() >= 16).toList(), 64, 128), Settings.with(Settings.defaults(), Map.of("rank", "16"))).rankPattern()).as("as many: that of now stays")
                .isEqualTo(Map.of("layers\\.(1[6-9]|2[0-9]|3[01])\\..*", 64));
        assertThat(said(map.with(cells.stream().filter(cell -> cell.layer() < 8 && cell.column() < 4).toList(), 8, 32), Settings.defaults()).rankPattern()).isEqualTo(Map.of("layers\\.[0-7]\\.self_attn\\..*", 8));
        var holes = said(map.with(List.of(new Cell(0, 0), new Cell(31, 6)), 0, 0), Settings.defaults());
        assertThat(holes.rankPattern()).isEmpty();
        assertThat(holes.targetModules()).as("no wildcard that would mean a norm").noneMatch(target -> target.endsWith(".*"));
    }

    @Test
    void keysAreThoseThatPeftUnderstands() {
        ModelConfig shape = shape("bert", 12);
        var random = new Random(3);
        RankMap map = plain(shape);
        for (int i = 0; i < 4; i++) {
            map = map.with(stroke(map, random), 1 << i, 8);
        }
        TrainingConfig config = said(map, Settings.defaults());
        for (var linear : shape.linears()) {
            int column = TargetNames.of(shape.blockLinears()).values().stream().map(Linear::inBlock).toList().indexOf(linear.inBlock());
            for (String rule : List.of("(.*\\.)?(%s)$", ".*\\.%s$")) { // of PEFT 0.14 and later, and before
                var found = config.rankPattern().entrySet().stream().filter(entry -> Pattern.matches(rule.formatted(entry.getKey()), linear.path())).map(Map.Entry::getValue).findFirst();
                assertThat(found.orElse(config.rank())).as(linear.path()).isEqualTo(map.rank(ModelConfig.layerOf(linear.path()), column));
            }
        }
    }

    @Test
    void anEmptyMapIsOneThatAdaptsNothing() {
        ModelConfig shape = shape("llama", 4);
        RankMap none = plain(shape).with(plain(shape).cells(), 0, 0);
        TrainingConfig config = said(none, Settings.defaults());
        assertThat(Targets.matching(shape, config)).isEmpty();
        RankMap one = RankMap.of(shape, config).with(List.of(new Cell(2, 1)), 4, 8);
        assertThat(said(one, config).targetModules()).containsExactly("k_proj");
        assertThat(said(one, config).excludeModules()).isEmpty();
    }

    @Test
    void keysThatMeanNothingAreNamed() {
        var config = Settings.with(Settings.defaults(), Map.of("target_modules", "q_proj", "rank_pattern", "q_proj=4,k_proj=8", "alpha_pattern", "k_proj=8,layers.9.self_attn.q_proj=1"));
        assertThat(RankMap.of(shape("llama", 4), config).unused(config)).containsExactly("k_proj", "layers.9.self_attn.q_proj");
    }

    @Test
    void numbersOfLayersMeanJustThose() {
        assertThat(LayerNumbers.of(new TreeSet<>(range(16, 32)))).isEqualTo("(1[6-9]|2[0-9]|3[01])");
        assertThat(LayerNumbers.of(new TreeSet<>(Set.of(7)))).isEqualTo("7");
        assertThat(LayerNumbers.of(new TreeSet<>(range(0, 30)))).isEqualTo("([0-9]|[12][0-9])");
        var random = new Random(1);
        for (int round = 0; round < 200; round++) {
            int most = 1 + random.nextInt(1500);
            var numbers = new TreeSet<Integer>();
            for (int i = 0; i <= random.nextInt(40); i++) {
                numbers.add(random.nextInt(most));
            }
            Pattern pattern = Pattern.compile(LayerNumbers.of(numbers));
            var meant = new ArrayList<Integer>();
            IntStream.range(0, 2000).filter(number -> pattern.matcher(Integer.toString(number)).matches()).forEach(meant::add);
            assertThat(meant).as(pattern.pattern()).containsExactlyElementsOf(numbers);
        }
    }
}
