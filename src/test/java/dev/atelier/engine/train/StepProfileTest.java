package dev.atelier.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import dev.atelier.domain.Json;
import dev.atelier.engine.Precision;
import dev.atelier.engine.Torch;
import dev.atelier.engine.train.StepProfile.Kind;
import org.junit.jupiter.api.Test;

class StepProfileTest {
    @Test
    void whatAnOperatorCallsIsNotItsOwn() {
        var profile = StepProfile.read(Json.parse("""
                [{"ph": "X", "name": "block_forward", "tid": 1, "ts": 0, "dur": 100},
                 {"ph": "X", "name": "aten::mm", "tid": 1, "ts": 10, "dur": 50},
                 {"ph": "X", "name": "aten::copy_", "tid": 1, "ts": 20, "dur": 10},
                 {"ph": "X", "name": "aten::mul", "tid": 1, "ts": 70, "dur": 20},
                 {"ph": "X", "name": "aten::mul", "tid": 2, "ts": 20, "dur": 5},
                 {"ph": "M", "name": "aten::mm", "tid": 1, "ts": 0, "dur": 100}]""", "trace"));
        assertThat(profile.seconds()).containsOnly(entry(Kind.CALLS, 30e-6), entry(Kind.MATRIX_PRODUCTS, 40e-6), entry(Kind.COPIES, 10e-6), entry(Kind.ELEMENTWISE, 25e-6));
        assertThat(profile.ceiling()).isCloseTo(105.0 / 40, within(1e-9));
    }

    @Test
    void ofRealSteps() {
        try (var torch = Torch.open("cpu")) {
            var profile = new TrainBench(64, 2, 2, 2, 128, 256, 32, 2, 4, 1, 0, 1, Precision.F32, false, false, true).run(torch).profile();
            assertThat(profile).isNotNull();
            assertThat(profile.seconds()).containsKeys(Kind.MATRIX_PRODUCTS, Kind.ATTENTION, Kind.ELEMENTWISE, Kind.OPTIMIZER);
            assertThat(profile.seconds().values()).allMatch(s -> s > -1e-6);
        }
    }
}
