package dev.atelier.engine.train;

import dev.atelier.domain.AutoRecompute;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.engine.Precision;
import dev.atelier.engine.ProcessMemory;
import dev.atelier.engine.SystemMemory;
import dev.atelier.engine.Torch;
import dev.atelier.engine.doctor.GpuCheck;
import java.io.IOException;

/**
 * What recompute=auto comes to on this machine now, by {@link AutoRecompute} and the calculator. The losses are the same either way, bit for bit.
 */
record Recomputation(PeakMemory peak, long free, boolean gpu) {
    /** With what the device has free now, what this process holds on the CPU included; of a GPU whose driver does not tell, anything fits. */
    static Recomputation on(Torch torch, PeakMemory peak) throws IOException {
        if (torch.device().equals("cpu")) {
            return new Recomputation(peak, SystemMemory.available() + ProcessMemory.resident(), false);
        }
        var gpus = GpuCheck.gpus();
        int index = Integer.parseInt(torch.device().replaceAll("\\D", ""));
        return new Recomputation(peak, index < gpus.size() ? gpus.get(index).free() : Long.MAX_VALUE, true);
    }

    /** {@code config} with the decision in place of auto. */
    TrainingConfig decided(TrainingConfig config, ModelConfig model, Precision precision, int longestRow) {
        var stored = precision == Precision.F32 ? TrainingConfig.Precision.F32 : TrainingConfig.Precision.BF16;
        return new AutoRecompute(free, longestRow).decided(config, kept -> peak.bytes(model, kept, stored, gpu));
    }
}
