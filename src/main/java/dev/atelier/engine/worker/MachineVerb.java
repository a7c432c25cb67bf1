package dev.atelier.engine.worker;

import dev.atelier.domain.work.WorkRequest.Machine;
import dev.atelier.engine.CpuFeatures;
import dev.atelier.engine.SystemMemory;
import dev.atelier.engine.Torch;
import dev.atelier.engine.doctor.GpuCheck;
import java.io.IOException;
import java.util.List;

/** The machine and its GPUs. libtorch is started only where the driver lists a GPU, as it alone knows whether it can use one. */
final class MachineVerb {
    private MachineVerb() {}

    static Machine answer() throws IOException {
        var cpu = CpuFeatures.read();
        int cores = Runtime.getRuntime().availableProcessors();
        String system = System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch");
        List<GpuCheck.Gpu> listed = GpuCheck.gpus();
        var gpus = listed.isEmpty() || !Torch.hasGpu() ? List.<Machine.Gpu>of() : listed.stream().map(gpu -> new Machine.Gpu(gpu.name(), gpu.memory(), gpu.free())).toList();
        return new Machine(cpu.model(), cores, SystemMemory.total(), SystemMemory.available(), cpu.multipliesBf16(), gpus, system);
    }
}
