package dev.atelier.engine.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Ways to spoil bytes; most strike near the start, where the lengths and names are. */
enum Mutation {
    BITS {
        @Override
        byte[] apply(byte[] bytes, RandomGenerator random) {
            var out = bytes.clone();
            for (int i = random.nextInt(1, 9); i > 0 && out.length > 0; i--) {
                out[place(out.length, random)] ^= (byte) (1 << random.nextInt(8));
            }
            return out;
        }
    },
    RUN {
        @Override
        byte[] apply(byte[] bytes, RandomGenerator random) {
            var out = bytes.clone();
            int from = place(out.length + 1, random);
            Arrays.fill(out, from, Math.min(out.length, from + random.nextInt(1, 65)), new byte[] {0, -1, 0x7f, ' ', (byte) random.nextInt()}[random.nextInt(5)]);
            return out;
        }
    },
    CUT {
        @Override
        byte[] apply(byte[] bytes, RandomGenerator random) {
            return Arrays.copyOf(bytes, place(bytes.length + 1, random));
        }
    },
    LENGTH {
        @Override
        byte[] apply(byte[] bytes, RandomGenerator random) {
            var out = bytes.clone();
            int width = random.nextBoolean() ? 8 : 4;
            if (out.length >= width) {
                int at = random.nextInt(4) == 0 ? 0 : place(out.length - width + 1, random);
                var into = ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN);
                long wild = WILD[random.nextInt(WILD.length)];
                var unused = width == 8 ? into.putLong(at, wild) : into.putInt(at, (int) wild);
            }
            return out;
        }
    },
    INSERT {
        @Override
        byte[] apply(byte[] bytes, RandomGenerator random) {
            var more = new byte[random.nextInt(1, 40)];
            random.nextBytes(more);
            return splice(bytes, place(bytes.length + 1, random), 0, more);
        }
    },
    REMOVE {
        @Override
        byte[] apply(byte[] bytes, RandomGenerator random) {
            int from = place(bytes.length + 1, random);
            return splice(bytes, from, Math.min(bytes.length - from, random.nextInt(1, 40)), new byte[0]);
        }
    },
    REPEAT {
        @Override
        byte[] apply(byte[] bytes, RandomGenerator random) {
            int from = place(bytes.length + 1, random);
            int to = Math.min(bytes.length, from + random.nextInt(1, 200));
            return splice(bytes, place(bytes.length + 1, random), 0, Arrays.copyOfRange(bytes, from, to));
        }
    };

    private static final long[] WILD = {0, 1, -1, 0xff, 0x7fffffffL, 0x80000000L, 0xffffffffL, 1L << 32, 1L << 40, 1L << 60, Long.MAX_VALUE, Long.MIN_VALUE, -8, 100_000_000, 9, 13};
    private static final int NEAR = 2048;

    abstract byte[] apply(byte[] bytes, RandomGenerator random);

    static byte[] splice(byte[] bytes, int at, int removed, byte[] inserted) {
        var out = new ByteArrayOutputStream();
        out.write(bytes, 0, at);
        out.writeBytes(inserted);
        out.write(bytes, at + removed, bytes.length - at - removed);
        return out.toByteArray();
    }

    /** From 0 to {@code length - 1}; 0 if there is nothing. */
    private static int place(int length, RandomGenerator random) {
        return length < 1 ? 0 : random.nextInt(random.nextInt(5) == 0 ? length : Math.min(length, NEAR));
    }
}
