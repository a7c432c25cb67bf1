package dev.atelier.view.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig.Precision;
import dev.atelier.domain.work.WorkRequest.Machine;
import dev.atelier.memory.Computation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where a run computes and whose memory counts, on a machine with two GPUs and on one without. */
class RunDeviceTest {
    private static final Machine WITH = new Machine("a processor", 8, 64, 32, false, List.of(new Machine.Gpu("large", 24, 20), new Machine.Gpu("small", 8, 7)), "x");
    private static final Machine WITHOUT = new Machine("a processor", 8, 64, 32, false, List.of(), "x");

    private static RunDevice of(String device, Machine machine) {
        return RunDevice.of(Settings.with(Settings.defaults(), Map.of("device", device)), machine);
    }

    @Test
    void autoIsTheFirstGpuElseTheProcessor() {
        assertThat(of("auto", WITH)).isEqualTo(new RunDevice("large", Computation.onGpu(Precision.AUTO), 24, 20));
        assertThat(of("auto", WITHOUT)).isEqualTo(new RunDevice("CPU", Computation.onCpu(Precision.AUTO, false), 64, 32)).isEqualTo(of("cpu", WITH));
    }

    @Test
    void aGpuByNumberIsThatOneOrMissing() {
        assertThat(of("cuda:1", WITH)).extracting(RunDevice::name, RunDevice::availableBytes, RunDevice::missing).containsExactly("small", 7L, false);
        assertThat(of("cuda:2", WITH).missing()).isTrue();
        assertThat(of("cuda:0", WITHOUT).missing()).isTrue();
        assertThat(RunDevice.there(Settings.with(Settings.defaults(), Map.of("device", "cuda:2")), WITH)).isEqualTo(of("auto", WITH));
        assertThat(RunDevice.there(Settings.with(Settings.defaults(), Map.of("device", "cuda:1")), WITH)).isEqualTo(of("cuda:1", WITH));
    }
}
