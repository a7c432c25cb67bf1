package dev.atelier.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import dev.atelier.engine.Torch;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import org.junit.jupiter.api.Test;

class ArrayBytesTest {
    /** A resumed run has its arrays where one that was never stopped has them: in libtorch's memory, aligned. */
    @Test
    void filledArraysStayWhereTheyAre() throws Exception {
        try (var torch = Torch.open("cpu"); NDArray floats = torch.manager().zeros(new Shape(3, 2)); NDArray bytes = torch.manager().zeros(new Shape(5), DataType.UINT8)) {
            long at = address(floats);
            long bytesAt = address(bytes);
            ArrayBytes.fill(torch.kernels(), floats, new float[] {1, 2, 3, 4, 5, -0.0f});
            ArrayBytes.fill(torch.kernels(), bytes, ByteBuffer.wrap(new byte[] {1, 2, -1, 0, 127}));
            assertThat(floats.toFloatArray()).containsExactly(1, 2, 3, 4, 5, -0.0f);
            assertThat(bytes.toByteArray()).containsExactly(1, 2, -1, 0, 127);
            assertThat(written(bytes)).containsExactly(1, 2, -1, 0, 127);
            assertThat(ByteBuffer.wrap(written(floats)).order(ByteOrder.LITTLE_ENDIAN).getFloat(8)).isEqualTo(3);
            assertThat(address(floats)).isEqualTo(at);
            assertThat(address(bytes)).isEqualTo(bytesAt);
        }
    }

    private static byte[] written(NDArray array) throws Exception {
        var out = new ByteArrayOutputStream();
        ArrayBytes.write(array, Channels.newChannel(out));
        return out.toByteArray();
    }

    private static long address(NDArray array) {
        return MemorySegment.ofBuffer(((PtNDArray) array).toByteBuffer(true)).address();
    }
}
