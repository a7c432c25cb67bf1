package dev.atelier.engine.fuzz;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Makes the mutants of one file: the same seed gives the same one. */
final class Spoiler {
    private final Subject subject;
    private final Path pristine;
    private final byte[] original;

    /** @param pristine the file as it was made, which stays so */
    Spoiler(Subject subject, Path pristine, byte[] original) {
        this.subject = subject;
        this.pristine = pristine;
        this.original = original;
    }

    /** Bytes, and what was done to get them: mostly one change, up to three. */
    record Mutant(byte[] bytes, List<String> changes) {}

    Mutant mutant(long seed) throws IOException {
        var random = new SplittableRandom(seed * 31 + subject.name().hashCode());
        var changes = new ArrayList<String>();
        byte[] bytes = original;
        for (int i = Math.max(1, random.nextInt(-2, 4)); i > 0; i--) {
            bytes = switch (random.nextInt(3) == 0 ? Subject.Inside.NOTHING : subject.inside()) {
                case JSON -> json(bytes, random, changes);
                case HEADER -> header(bytes, random, changes);
                case GGUF -> gguf(random, changes);
                case NOTHING -> raw(bytes, random, changes);
            };
        }
        return new Mutant(bytes, changes);
    }

    private static byte[] raw(byte[] bytes, SplittableRandom random, List<String> changes) {
        return noted(Mutation.values(), random, changes).apply(bytes, random);
    }

    private static byte[] json(byte[] bytes, SplittableRandom random, List<String> changes) {
        return noted(JsonMutation.values(), random, changes).apply(bytes, random);
    }

    /** The JSON of a safetensors file changes, and its length with it. */
    private static byte[] header(byte[] bytes, SplittableRandom random, List<String> changes) {
        long length = bytes.length < 8 ? -1 : ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        if (length < 1 || length > bytes.length - 8) {
            return raw(bytes, random, changes);
        }
        byte[] header = json(Arrays.copyOfRange(bytes, 8, 8 + (int) length), random, changes);
        return Mutation.splice(bytes, 0, 8 + (int) length, ByteBuffer.allocate(8 + header.length).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).put(header).array());
    }

    private byte[] gguf(SplittableRandom random, List<String> changes) throws IOException {
        return noted(GgufMutation.values(), random, changes).apply(pristine, random);
    }

    private static <E extends Enum<E>> E noted(E[] all, SplittableRandom random, List<String> changes) {
        E one = all[random.nextInt(all.length)];
        changes.add(one.name());
        return one;
    }
}
