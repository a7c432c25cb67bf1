package dev.atelier.engine.quant.frozen;

/** Runs of weights that share one scale. */
sealed interface Units {
    /** Weights in a run. */
    int size();

    /** Bytes of a run's codes. */
    int bytes();

    /** Writes the codes of the weights from {@code from} on into {@code into} from {@code at} on, and returns their scale. */
    float encode(float[] values, int from, byte[] into, int at);

    /** Blocks of four bits, the first of two weights in a byte's high half; the scale is the largest magnitude. */
    record FourBit(CodeBook book) implements Units {
        @Override
        public int size() {
            return FrozenFormat.BLOCK;
        }

        @Override
        public int bytes() {
            return FrozenFormat.BLOCK / 2;
        }

        @Override
        public float encode(float[] values, int from, byte[] into, int at) {
            float largest = largest(values, from, size());
            float inverse = largest == 0 ? 0 : 1 / largest;
            for (int i = 0; i < bytes(); i++) {
                into[at + i] = (byte) (book.nearest(values[from + 2 * i] * inverse) << 4 | book.nearest(values[from + 2 * i + 1] * inverse));
            }
            return largest;
        }
    }

    /** Rows of whole numbers from -127 to 127, times the largest magnitude / 127. */
    record Rows(int size) implements Units {
        @Override
        public int bytes() {
            return size;
        }

        @Override
        public float encode(float[] values, int from, byte[] into, int at) {
            float scale = largest(values, from, size) / 127;
            float inverse = scale == 0 ? 0 : 1 / scale;
            for (int i = 0; i < size; i++) {
                into[at + i] = (byte) Math.clamp(Math.round(values[from + i] * inverse), -127, 127);
            }
            return scale;
        }
    }

    private static float largest(float[] values, int from, int count) {
        float largest = 0;
        for (int i = from; i < from + count; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        return largest;
    }
}
