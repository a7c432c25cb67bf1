package dev.atelier.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.atelier.engine.Kernels;
import dev.atelier.engine.Torch;
import dev.atelier.engine.io.Safetensors;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file that libtorch has mapped, seen as numbers of one type. */
final class MappedFile implements AutoCloseable {
    private final Torch torch;
    private final NDManager owner;
    private final Kernels kernel;
    private final int bytes;
    private @Nullable NDArray whole;

    /** @param type libtorch's number for numbers of {@code bytes} bytes */
    MappedFile(Torch torch, NDManager owner, Safetensors file, int type, int bytes) {
        this.torch = torch;
        this.owner = owner;
        this.bytes = bytes;
        long elements = file.size() / bytes;
        this.kernel = Kernels.of(owner, "def map(self: __torch__.K, any: Tensor) -> Tensor:\n  return torch.from_file(\"" + literal(file.file()) + "\", False, " + elements + ", dtype=" + type + ")\n");
    }

    /**
     * An array of the file, in the type and on the device of {@code like}.
     *
     * @param offset in bytes from the file's beginning, a multiple of a number's
     * @param viewed whether it is to be a view: {@code like} is of the file's type and not on a GPU
     */
    NDArray cut(long offset, long[] shape, NDArray like, boolean viewed) {
        NDArray file = viewed ? whole(like) : kernel.trace("map", like);
        try (NDArray start = owner.create(offset / bytes); NDArray dims = owner.create(shape)) {
            return torch.kernels().trace("cut", file, start, dims, like);
        } finally {
            if (!viewed) {
                file.close(); // and with it goes what was read of the file
            }
        }
    }

    /** The file, mapped once, for those who stay. */
    private NDArray whole(NDArray like) {
        if (whole == null) {
            whole = kernel.trace("map", like);
        }
        return whole;
    }

    @Override
    public void close() {
        kernel.close();
        if (whole != null) {
            whole.close(); // views of it keep the file mapped
        }
    }

    /** The path as the inside of a program text's string: every byte that could end it is escaped. */
    private static String literal(Path path) {
        var out = new StringBuilder();
        for (byte b : path.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8)) {
            if (b == '\\' || b == '"' || b < ' ' || b == 127) { // bytes of UTF-8 are negative
                out.append('\\').append(Integer.toOctalString((b & 0xff) | 01000).substring(1));
            } else {
                out.append((char) b);
            }
        }
        return out.toString();
    }
}
