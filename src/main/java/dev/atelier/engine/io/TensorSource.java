package dev.atelier.engine.io;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.UserError;
import java.util.Arrays;
import java.util.Set;

/** A model's weights as float32 under their Hugging Face names, wherever they lie: a folder, a folder with an adapter merged in, a GGUF file. */
public interface TensorSource {
    /** Hugging Face's config.json. */
    JsonNode config();

    /** Names of all tensors, in the order of the files. */
    Set<String> names();

    /** Outermost dimension first, as PyTorch has it. */
    long[] shape(String name);

    /** {@code count} elements from row-major index {@code first} on, into {@code into[at]} and after. Safe to call from several threads. */
    void read(String name, long first, float[] into, int at, int count);

    /** Says that {@code name} has been read: memory that only speeds up reading it again may go. */
    default void letGo(String name) {}

    /** All of one tensor. */
    default float[] floats(String name) {
        long count = elements(shape(name));
        if (count > Integer.MAX_VALUE - 8) {
            throw UserError.of("tensor " + name + ": wanted at most 2^31 elements in one piece", Long.toString(count), "read it in parts");
        }
        var all = new float[(int) count];
        read(name, 0, all, 0, all.length);
        return all;
    }

    /** The product of the dimensions. */
    static long elements(long[] shape) {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }
}
