package dev.atelier.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.UserError;
import java.util.regex.Pattern;

/** libtorch on one device, with the kernels that suit it. Everything made through it is freed when it closes. */
public final class Torch implements AutoCloseable {
    private static final Pattern DEVICE = Pattern.compile("auto|cpu|cuda:(\\d{1,3})");

    static {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.pytorch.graph_optimizer", "false");
    }

    private final NDManager manager;
    private final boolean multipliesBf16;
    private final Kernels kernels;

    private Torch(NDManager manager, boolean multipliesBf16) {
        this.manager = manager;
        this.multipliesBf16 = multipliesBf16;
        this.kernels = Kernels.load(manager, "kernels/ops.py", "kernels/heads.py", attention(manager.getDevice()), multipliesBf16 ? "kernels/products_native.py" : "kernels/products_wide.py",
                "kernels/optimizer.py", "kernels/frozen.py", "model/llama_train.py");
        try (NDArray one = manager.create(1f)) {
            kernels.one(manager, "first_calls", one).close();
        }
    }

    /** The attention kernel for a device: PyTorch's flash kernel on CPUs, plain operators elsewhere. */
    private static String attention(Device device) {
        return device.isGpu() ? "kernels/attention_any.py" : "kernels/attention_cpu.py";
    }

    /** Starts libtorch on {@code auto} (the first GPU, else the CPU), {@code cpu} or {@code cuda:N}. */
    public static Torch open(String device) {
        var found = device(device);
        return open(found, found.isGpu() || CpuFeatures.read().multipliesBf16());
    }

    /** The same on the CPU, as if it multiplied bf16, or did not. */
    public static Torch onCpu(boolean multipliesBf16) {
        return open(Device.cpu(), multipliesBf16);
    }

    private static Torch open(Device device, boolean multipliesBf16) {
        var manager = engine().newBaseManager(device);
        JniUtils.setGraphExecutorOptimize(false); // each thread has its own setting, and DJL sets the first one's only
        return new Torch(manager, multipliesBf16);
    }

    /** Whether {@code auto} means a GPU; starts libtorch. */
    public static boolean hasGpu() {
        return engine().getGpuCount() > 0;
    }

    private static Engine engine() {
        Glibc.prepare();
        return Engine.getEngine("PyTorch");
    }

    private static Device device(String name) {
        var match = DEVICE.matcher(name);
        if (!match.matches()) {
            throw UserError.of("device: wanted auto, cpu or cuda:N", name, "choose one of them");
        }
        int gpus = engine().getGpuCount();
        if (name.equals("cpu") || name.equals("auto") && gpus == 0) {
            return Device.cpu();
        }
        int index = name.equals("auto") ? 0 : Integer.parseInt(match.group(1));
        if (index >= gpus) {
            throw UserError.of("device: wanted GPU " + name, gpus + " GPUs that libtorch can use", "run `atelier doctor` to see why, or choose cpu");
        }
        return Device.gpu(index);
    }

    /** The precision a setting means here; auto: bf16 on GPUs and on CPUs with bf16 instructions, else float32. */
    public Precision precision(TrainingConfig.Precision setting) {
        return switch (setting) {
            case F32 -> Precision.F32;
            case BF16 -> Precision.BF16;
            case AUTO -> multipliesBf16 ? Precision.BF16 : Precision.F32;
        };
    }

    /** What a training kernel computes in when its weights and what it keeps are of {@code stored}: float32 where bf16 is not multiplied. */
    public Precision working(Precision stored) {
        return multipliesBf16 ? stored : Precision.F32;
    }

    public NDManager manager() {
        return manager;
    }

    public Kernels kernels() {
        return kernels;
    }

    /** {@code cpu} or {@code cuda:N}. */
    public String device() {
        var d = manager.getDevice();
        return d.isGpu() ? "cuda:" + d.getDeviceId() : "cpu";
    }

    /** libtorch's version. */
    public static String version() {
        return engine().getVersion();
    }

    /** Seeds libtorch's generator, from which dropout masks are drawn. */
    public void seed(long seed) {
        JniUtils.setSeed(seed);
    }

    /** An empty array whose device and type others are moved to: {@code like} of the cut kernel. */
    public NDArray like(NDManager owner, Precision precision) {
        try (NDArray zero = owner.create(0f)) {
            return kernels.one(owner, "as_type", zero, owner.create((float) precision.scalarType()));
        }
    }

    @Override
    public void close() {
        kernels.close();
        manager.close();
    }
}
