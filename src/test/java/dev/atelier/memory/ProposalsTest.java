package dev.atelier.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig.Precision;
import dev.atelier.domain.model.ModelConfig;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What is proposed holds by the calculator itself. */
class ProposalsTest {
    private static final long GIB = 1L << 30;
    private static final Computation WIDENED = Computation.onCpu(Precision.BF16, false);
    private static final Map<String, ModelConfig> MODELS = Map.of("7B", Shapes.LLAMA_7B, "13B", Shapes.LLAMA_13B, "1.1B", Shapes.TINY_LLAMA, "gpt2", Shapes.kept("gpt2"), "gemma2", Shapes.kept("gemma2"), "classifier",
            Shapes.kept("roberta_classifier"), "window", Shapes.kept("mistral_window"));
    private static final List<Map<String, String>> SETTINGS = List.of(Map.of(), Map.of("method", "full"), Map.of("recompute", "on", "micro_batch", "6"), Map.of("quantization", "nf4", "rank", "64"),
            Map.of("use_dora", "true", "micro_batch", "7", "optimizer", "sgd"), Map.of("rank_pattern", "layers.0.self_attn.q_proj=8", "modules_to_save", "embed_tokens"));
    static final List<Setup> SETUPS = MODELS.values().stream().flatMap(model -> SETTINGS.stream()
            .map(settings -> setup(model, settings, settings.containsKey("recompute") || settings.containsKey("quantization") ? Computation.onGpu(Precision.AUTO) : WIDENED))).toList();

    private static Setup setup(ModelConfig model, Map<String, String> settings, Computation computation) {
        return Setup.of(model, Settings.with(Settings.defaults(), settings), computation);
    }

    private static long bytes(Setup setup, String name, int value) {
        return setup.with(Map.of(name, Integer.toString(value))).estimate().totalBytes();
    }

    @ParameterizedTest
    @FieldSource("SETUPS")
    void theLargestFitsAndOneMoreDoesNot(Setup setup) {
        long now = setup.estimate().totalBytes();
        for (long limit : new long[] {now / 2, now, 2 * now}) {
            var largest = Largest.within(setup, limit);
            check(setup, "micro_batch", largest.microBatch(), 1, 256, limit);
            check(setup, "max_length", largest.maxLength(), 64, setup.model().maxPositions() / 64 * 64, limit);
            if (largest.rank() > 0) {
                check(setup, "rank", largest.rank(), largest.rank(), 256, limit);
            }
        }
        assertThat(Largest.within(setup, now).microBatch()).as("what is set fits into what it needs").isGreaterThanOrEqualTo(setup.config().microBatch());
    }

    private static void check(Setup setup, String name, int largest, int step, int most, long limit) {
        if (largest > 0) {
            assertThat(bytes(setup, name, largest)).as("%s=%d", name, largest).isLessThanOrEqualTo(limit);
        }
        if (largest < most) {
            assertThat(bytes(setup, name, largest + step)).as("%s=%d", name, largest + step).isGreaterThan(limit);
        }
    }

    @ParameterizedTest
    @FieldSource("SETUPS")
    void theRemedyFitsAndNothingOfItIsTooMuch(Setup setup) {
        long now = setup.estimate().totalBytes();
        for (double share : new double[] {0.95, 0.6, 0.4, 0.2}) {
            long limit = (long) (share * now);
            var remedy = new Remedies(setup, 0).within(limit);
            var there = setup.with(remedy.settings());
            assertThat(there.estimate()).as("what is said is what the settings come to").isEqualTo(remedy.after());
            assertThat(remedy.enough()).isEqualTo(remedy.after().totalBytes() <= limit);
            assertThat(there.config().microBatch() * there.config().accumulation()).as("the same step").isEqualTo(setup.config().microBatch() * setup.config().accumulation());
            assertThat(remedy.changes()).isSorted().doesNotHaveDuplicates();
            if (remedy.enough() && remedy.changes().size() == 1) {
                assertThat(Stream.of(Change.values()).filter(cheaper -> cheaper.compareTo(remedy.changes().getFirst()) < 0).flatMap(cheaper -> cheaper.ways(setup.config(), 0).stream()))
                        .as("no cheaper one suffices").allMatch(way -> setup.with(way).estimate().totalBytes() > limit);
            }
        }
    }

    @ParameterizedTest
    @FieldSource("SETUPS")
    void lessMemoryAsksForMore(Setup setup) {
        long now = setup.estimate().totalBytes();
        boolean enough = true;
        for (int percent = 100; percent > 0; percent -= 15) {
            boolean here = new Remedies(setup, 0).within(now * percent / 100).enough();
            assertThat(here).as("%d %%", percent).isIn(false, enough);
            enough = here;
        }
    }

    @Test
    void nothingIsProposedWhereItFits() {
        var setup = setup(Shapes.TINY_LLAMA, Map.of(), WIDENED);
        assertThat(Proposals.of(setup, 100 * GIB, 0)).extracting(Proposals::verdict, Proposals::remedy).containsExactly(Verdict.FITS, null);
        long need = setup.estimate().totalBytes();
        var tight = Proposals.of(setup, need * 8 / 7, 0);
        assertThat(tight.verdict()).isEqualTo(Verdict.TIGHT);
        assertThat(tight.remedy().after().totalBytes()).isLessThanOrEqualTo(Verdict.comfortable(need * 8 / 7));
    }

    @Test
    void theCheapestComesFirst() {
        var setup = setup(Shapes.LLAMA_7B, Map.of(), WIDENED);
        long now = setup.estimate().totalBytes();
        long recomputed = setup.with(Map.of("recompute", "on")).estimate().totalBytes();
        assertThat(new Remedies(setup, 100).within(now - 1).settings()).as("rows of 100 tokens").isEqualTo(Map.of("max_length", "104"));
        assertThat(new Remedies(setup, 0).within(recomputed).settings()).isEqualTo(Map.of("recompute", "on"));
        assertThat(new Remedies(setup, 0).within(recomputed - 1).changes()).as("fewer rows alone make room for it").containsExactly(Change.MICRO_BATCH);
        assertThat(new Remedies(setup, 0).within(12 * GIB).changes()).contains(Change.QUANTIZE).doesNotContain(Change.LENGTH);
        var few = setup.with(Map.of("quantization", "nf4", "recompute", "on", "micro_batch", "1", "accumulation", "16"));
        assertThat(new Remedies(few, 0).within(few.with(Map.of("int8_embeddings", "true")).estimate().totalBytes()).settings()).containsEntry("int8_embeddings", "true").doesNotContainKey("rank");
        var impossible = new Remedies(setup, 0).fitting(GIB);
        assertThat(impossible.enough()).isFalse();
        assertThat(impossible.settings()).containsEntry("quantization", "nf4").containsEntry("micro_batch", "1").containsEntry("accumulation", "16");
        assertThat(impossible.after().totalBytes()).isLessThan(setup.with(Map.of("quantization", "nf4", "recompute", "on")).estimate().totalBytes());
    }

    @Test
    void autoComesToWhatTheRunWillDo() {
        var auto = setup(Shapes.LLAMA_7B, Map.of(), WIDENED);
        var kept = auto.with(Map.of("recompute", "off")).estimate();
        var again = auto.with(Map.of("recompute", "on")).estimate();
        long just = Math.ceilDiv(kept.totalBytes() * 10, 9);
        assertThat(auto.estimate()).as("nothing is known of the machine").isEqualTo(kept);
        assertThat(auto.within(just, 0).estimate()).isEqualTo(kept);
        assertThat(auto.within(0, 0).estimate()).as("nor of the device").isEqualTo(kept);
        assertThat(auto.within(just - 10, 0).estimate()).isEqualTo(again.insteadOf(kept)).extracting(MemoryEstimate::keepingBytes).isEqualTo(kept.totalBytes());
        assertThat(auto.within(just - 10, 100).estimate()).as("rows of 100 tokens keep less").isEqualTo(kept);
        assertThat(auto.with(Map.of("recompute", "off")).within(GIB, 0).estimate()).isEqualTo(kept);
        assertThat(auto.with(Map.of("recompute", "on")).within(100 * GIB, 0).estimate()).isEqualTo(again);
        var found = Proposals.of(auto, just - 10, 0);
        assertThat(found).extracting(Proposals::verdict, Proposals::remedy).as("where keeping does not fit, the run fits all the same").containsExactly(Verdict.FITS, null);
        var tight = Proposals.of(auto, just, 0);
        assertThat(tight.verdict()).isEqualTo(Verdict.TIGHT);
        assertThat(tight.remedy().settings()).isEqualTo(Map.of("recompute", "on"));
        assertThat(Proposals.of(setup(Shapes.kept("gpt2"), Map.of(), WIDENED), GIB / 4, 0).estimate().keepingBytes()).as("autograd computes them again anyhow").isZero();
    }

    @Test
    void theLargestWithAutoIsThatOfEitherWay() {
        var auto = setup(Shapes.TINY_LLAMA, Map.of(), WIDENED);
        for (long free = 4 * GIB; free < 40 * GIB; free += 3 * GIB) {
            var here = auto.within(free, 0);
            long limit = Verdict.comfortable(free);
            int most = Largest.within(here, limit).microBatch();
            assertThat(bytes(here, "micro_batch", Math.max(1, most))).isLessThanOrEqualTo(limit);
            for (int more = most + 1; more <= Math.min(256, most + 40); more++) {
                assertThat(bytes(here, "micro_batch", more)).as("%d of %d bytes", more, free).isGreaterThan(limit);
            }
        }
    }

    @Test
    void fullFineTuningBecomesAdaptersBeforeTheBaseIsQuantized() {
        var full = setup(Shapes.TINY_LLAMA, Map.of("method", "full"), Computation.onGpu(Precision.BF16));
        assertThat(new Remedies(full, 0).fitting(6 * GIB).changes()).contains(Change.LORA).doesNotContain(Change.QUANTIZE);
        assertThat(new Remedies(full, 0).fitting(2 * GIB).changes()).contains(Change.LORA, Change.QUANTIZE);
        assertThat(new Remedies(setup(Shapes.TINY_LLAMA, Map.of("init_adapter", "elsewhere"), WIDENED), 0).within(0).settings()).as("an adapter gone on from keeps its rank").doesNotContainKey("rank");
    }

    @Test
    void cardsGoFromRedToGreen() {
        var cards = CardFit.of(setup(Shapes.LLAMA_7B, Map.of("micro_batch", "1"), WIDENED), 0);
        assertThat(cards).extracting(fit -> fit.card().gigabytes()).containsExactly(8, 12, 16, 24, 48, 80);
        assertThat(cards).extracting(CardFit::verdict).isSortedAccordingTo((a, b) -> b.compareTo(a)).contains(Verdict.OVER, Verdict.FITS);
        assertThat(cards).allSatisfy(fit -> assertThat(fit.card().usableBytes()).isBetween(fit.card().gigabytes() * GIB * 9 / 10, fit.card().gigabytes() * GIB * 96 / 100));
        assertThat(cards.getFirst().remedy().changes()).contains(Change.QUANTIZE);
        assertThat(cards.getLast().remedy()).isNull();
    }
}
