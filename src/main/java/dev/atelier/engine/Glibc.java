package dev.atelier.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * What the environment tells the engine's own process at its start, told to this one: glibc keeps big buffers instead of giving them back after every
 * use (ten times the speed for tensors), and OpenMP's threads sleep at barriers. Where there is no glibc nothing is done.
 */
@SuppressWarnings("restricted") // native access is what this is about
final class Glibc {
    private static final int TRIM_THRESHOLD = -1;
    private static final int TOP_PAD = -2;
    private static final int MMAP_MAX = -4;
    private static final int NEVER = -1;
    private static final int PAD_BYTES = 256 << 20;

    private Glibc() {}

    /** To be called before libtorch is loaded; does nothing if the environment has it. */
    static void prepare() {
        if (System.getProperty("os.name").startsWith("Linux") && System.getenv("MALLOC_TOP_PAD_") == null) {
            Linker linker = Linker.nativeLinker();
            SymbolLookup libc = linker.defaultLookup();
            libc.find("mallopt").ifPresent(address -> mallopt(linker.downcallHandle(address, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))));
            libc.find("setenv").ifPresent(address -> setenv(
                    linker.downcallHandle(address, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT))));
        }
    }

    private static void mallopt(MethodHandle mallopt) {
        try {
            int kept = (int) mallopt.invokeExact(MMAP_MAX, 0) & (int) mallopt.invokeExact(TOP_PAD, PAD_BYTES) & (int) mallopt.invokeExact(TRIM_THRESHOLD, NEVER);
            if (kept != 1) {
                throw new IllegalStateException("glibc's mallopt refused");
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void setenv(MethodHandle setenv) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom("OMP_WAIT_POLICY");
            int set = (int) setenv.invokeExact(name, arena.allocateFrom("PASSIVE"), 0);
            if (set != 0) {
                throw new IllegalStateException("setenv refused");
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
