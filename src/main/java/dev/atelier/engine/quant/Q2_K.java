package dev.atelier.engine.quant;

/** 256 values in 16 groups of 16: scale (low) and minimum (high) 4 bits each [16 bytes], {@link TwoBits} [64 bytes], d float16, m float16; x = d scale q - m minimum. */
final class Q2_K extends AffineBlocks {
    private static final int GROUP = 16;
    private static final int TOP_SCALE = 15;

    Q2_K() {
        super(GROUP, 84, 3, TOP_SCALE, new AffineSearch.Trials(-0.5f, 0.1f, 15, true));
    }

    @Override
    void block(byte[] x, int at, float[] y, int off) {
        float d = Half.get(x, at + 80);
        float m = Half.get(x, at + 82);
        for (int i = 0; i < SIZE; i++) {
            int group = x[at + i / 16];
            int q = TwoBits.get(x, at + 16, i);
            y[off + i] = d * (group & 15) * q - m * ((group >> 4) & 15);
        }
    }

    @Override
    void weigh(Groups groups) {
        for (int i = 0; i < GROUP; i++) {
            var x = groups.values[i];
            for (int g = 0; g < x.length; g++) {
                groups.weights[i][g] = Math.abs(x[g]);
            }
        }
    }

    @Override
    float spread(float squares) {
        return squares / SIZE;
    }

    @Override
    void pack(byte[] numbers, byte[] scales, byte[] minima, float d, float m, byte[] into, int at) {
        for (int g = 0; g < GROUP; g++) {
            into[at + g] = (byte) (scales[g] | minima[g] << 4);
        }
        TwoBits.put(numbers, into, at + 16);
        Half.put(d, into, at + 80);
        Half.put(m, into, at + 82);
    }
}
