package dev.atelier.engine;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * TorchScript methods written as text, callable from Java. Two ways of calling: {@link #run} passes tensors, lists, numbers and flags and records
 * nothing (libtorch's inference mode); {@link #trace} passes tensors only and lets autograd record.
 */
public final class Kernels implements AutoCloseable {
    private final PtNDManager manager;
    private final PtSymbolBlock block;
    private final ParameterStore noParameters;

    private Kernels(PtNDManager manager, PtSymbolBlock block) {
        this.manager = manager;
        this.block = block;
        this.noParameters = new ParameterStore(manager, false);
    }

    /** Loads resource texts, each named by its path below {@code dev/atelier/engine}, as one module. */
    public static Kernels load(NDManager parent, String... resources) {
        return of(parent, Stream.of(resources).map(Kernels::text).collect(Collectors.joining("\n")));
    }

    /** Loads methods given as text. */
    public static Kernels of(NDManager parent, String methods) {
        var manager = (PtNDManager) parent.newSubManager();
        try {
            return new Kernels(manager, JniUtils.loadModule(manager, new ByteArrayInputStream(ScriptArchive.pack(methods)), false, false));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(String resource) {
        try (var in = Kernels.class.getResourceAsStream("/dev/atelier/engine/" + resource)) {
            if (in == null) {
                throw new IllegalStateException("kernel text not on the class path: " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Calls a method without recording gradients; the results belong to {@code owner}.
     *
     * @param arguments NDArray, {@code List<NDArray>}, Long, Integer, Double, Boolean, long[] or double[], in the method's order
     */
    public NDList run(NDManager owner, String method, Object... arguments) {
        var values = new IValue[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            values[i] = value(arguments[i]);
        }
        try (IValue result = IValueUtils.runMethod(block, method, values)) {
            return result.toNDList((PtNDManager) owner);
        } catch (EngineException e) {
            throw new EngineException("kernel " + method + ": " + e.getMessage(), e);
        } finally {
            for (IValue v : values) {
                v.close();
            }
        }
    }

    /** {@link #run} for a method with a single result. */
    public NDArray one(NDManager owner, String method, Object... arguments) {
        return run(owner, method, arguments).singletonOrThrow();
    }

    /** Calls a method of tensors so that autograd records it; the result belongs to the first argument's manager. */
    public NDArray trace(String method, NDArray... arguments) {
        var list = new NDList(arguments);
        try (NDArray pick = manager.create(0f)) {
            pick.setName("module_method:" + method);
            list.add(pick);
            return block.forward(noParameters, list, true).singletonOrThrow();
        }
    }

    private static IValue value(Object argument) {
        return switch (argument) {
            case NDArray a -> IValue.from((PtNDArray) a);
            case List<?> l -> IValue.listFrom(l.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
            case Integer n -> IValue.from(n.longValue());
            case Long n -> IValue.from(n.longValue());
            case Double d -> IValue.from(d.doubleValue());
            case Boolean b -> IValue.from(b.booleanValue());
            case long[] n -> IValue.listFrom(n);
            case double[] d -> IValue.listFrom(d);
            default -> throw new IllegalArgumentException("a kernel takes no " + argument.getClass().getName());
        };
    }

    @Override
    public void close() {
        block.close();
        manager.close();
    }
}
