package dev.atelier.engine.worker;

import dev.atelier.domain.work.WorkRequest.Machine;
import dev.atelier.engine.CpuFeatures;
import dev.atelier.engine.SystemMemory;
import dev.atelier.engine.Torch;
import dev.atelier.engine.doctor.GpuCheck;
import java.io.IOException;
import java.util.List;

/** The machine, and the device that {@code auto} means on it. libtorch is started only where the driver lists a GPU, as it alone knows whether it can use one. */
final class MachineVerb {
    private MachineVerb() {}

    static Machine answer() throws IOException {
        var cpu = CpuFeatures.read();
        int cores = Runtime.getRuntime().availableProcessors();
        String system = System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch");
        List<GpuCheck.Gpu> gpus = GpuCheck.gpus();
        if (!gpus.isEmpty() && Torch.hasGpu()) {
            var gpu = gpus.getFirst();
            return new Machine(gpu.name(), cpu.model(), cores, gpu.memory(), gpu.free(), true, system);
        }
        return new Machine("CPU", cpu.model(), cores, SystemMemory.total(), SystemMemory.available(), cpu.multipliesBf16(), system);
    }
}
