package dev.atelier.engine;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;

/** Memory that was freed but that this process still holds. */
public final class FreeMemory {
    private FreeMemory() {}

    /** Gives it back to the system: Java's, and glibc's, which is told elsewhere to keep what it has. */
    @SuppressWarnings("restricted")
    public static void giveBack() {
        System.gc();
        var linker = Linker.nativeLinker();
        linker.defaultLookup().find("malloc_trim").ifPresent(trim -> {
            try {
                int _ = (int) linker.downcallHandle(trim, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG)).invokeExact(0L);
            } catch (Throwable e) {
                throw new LinkageError("malloc_trim", e);
            }
        });
    }
}
