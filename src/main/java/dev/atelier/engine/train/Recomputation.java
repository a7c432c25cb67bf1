package dev.atelier.engine.train;

import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.TrainingConfig.Recompute;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.engine.Precision;
import dev.atelier.engine.ProcessMemory;
import dev.atelier.engine.SystemMemory;
import dev.atelier.engine.Torch;
import dev.atelier.engine.doctor.GpuCheck;
import java.io.IOException;
import java.util.Map;

/**
 * What recompute=auto comes to: activations are kept where the run, by the calculator, then stays within memory_limit and within what the device has free.
 * The losses are the same either way, bit for bit.
 */
record Recomputation(PeakMemory peak, long free, boolean gpu) {
    private static final double MARGIN = 0.9; // the calculator is right within a tenth
    private static final double GIB = 1L << 30;

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
        if (config.recompute() != Recompute.AUTO) {
            return config;
        }
        var kept = Settings.with(config, Map.of("recompute", "off", "max_length", Integer.toString(Math.clamp(longestRow, 8, config.maxLength()))));
        double room = config.memoryLimit() > 0 ? Math.min((double) free, config.memoryLimit() * GIB) : (double) free;
        boolean fits = peak.bytes(model, kept, precision == Precision.F32 ? TrainingConfig.Precision.F32 : TrainingConfig.Precision.BF16, gpu) <= MARGIN * room;
        return Settings.with(config, Map.of("recompute", fits ? "off" : "on"));
    }
}
