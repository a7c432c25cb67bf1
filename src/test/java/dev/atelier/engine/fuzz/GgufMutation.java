package dev.atelier.engine.fuzz;

import dev.atelier.engine.io.gguf.GgufReader;
import dev.atelier.engine.io.gguf.GgufType;
import dev.atelier.engine.io.gguf.GgufValue;
import dev.atelier.engine.io.gguf.GgufWriter;
import dev.atelier.engine.io.gguf.GgufWriter.Tensor;
import dev.atelier.engine.quant.GgmlType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Ways to write a GGUF file that is well formed and wrong: keys with other values, tensors under other names, of other types and shapes. */
enum GgufMutation {
    VALUE {
        @Override
        void change(Map<String, GgufValue> keys, List<Tensor> tensors, SplittableRandom random) {
            var names = List.copyOf(keys.keySet());
            keys.put(names.get(random.nextInt(names.size())), value(random, 0));
        }
    },
    KEY_GONE {
        @Override
        void change(Map<String, GgufValue> keys, List<Tensor> tensors, SplittableRandom random) {
            keys.remove(List.copyOf(keys.keySet()).get(random.nextInt(keys.size())));
        }
    },
    KEYS_EXCHANGED {
        @Override
        void change(Map<String, GgufValue> keys, List<Tensor> tensors, SplittableRandom random) {
            var names = List.copyOf(keys.keySet());
            var one = names.get(random.nextInt(names.size()));
            var other = names.get(random.nextInt(names.size()));
            var value = keys.get(one);
            keys.put(one, keys.get(other));
            keys.put(other, value);
        }
    },
    ITEMS {
        @Override
        void change(Map<String, GgufValue> keys, List<Tensor> tensors, SplittableRandom random) {
            var lists = keys.entrySet().stream().filter(e -> e.getValue() instanceof GgufValue.Items).toList();
            if (!lists.isEmpty()) {
                var entry = lists.get(random.nextInt(lists.size()));
                var items = (GgufValue.Items) entry.getValue();
                var values = new ArrayList<>(items.values());
                switch (random.nextInt(4)) {
                    case 0 -> Collections.reverse(values);
                    case 1 -> values.subList(random.nextInt(values.size() + 1), values.size()).clear();
                    case 2 -> values.addAll(items.values());
                    default -> values.replaceAll(v -> random.nextInt(9) == 0 ? values.getFirst() : v);
                }
                entry.setValue(new GgufValue.Items(items.element(), values));
            }
        }
    },
    TENSOR {
        @Override
        void change(Map<String, GgufValue> keys, List<Tensor> tensors, SplittableRandom random) {
            int at = random.nextInt(tensors.size());
            Tensor old = tensors.get(at);
            var type = random.nextBoolean() ? old.type() : GgmlType.values()[random.nextInt(GgmlType.values().length)];
            long[] shape = random.nextBoolean() ? old.shape().clone() : random.longs(random.nextInt(5), 1, 40).toArray();
            if (shape.length > 0 && random.nextBoolean()) {
                shape[shape.length - 1] = (long) type.blockElements() * random.nextInt(1, 3);
            }
            var name = random.nextBoolean() ? old.name() : NAMES[random.nextInt(NAMES.length)];
            if (tensors.stream().noneMatch(t -> t.name().equals(name)) || name.equals(old.name())) {
                long bytes = new Tensor(name, type, shape, out -> { }).bytes();
                tensors.set(at, new Tensor(name, type, shape, out -> out.write(ByteBuffer.allocate((int) bytes))));
            }
        }
    },
    TENSOR_GONE {
        @Override
        void change(Map<String, GgufValue> keys, List<Tensor> tensors, SplittableRandom random) {
            tensors.remove(random.nextInt(tensors.size()));
        }
    };

    private static final String[] NAMES = {"", "blk.0.attn_q.weight", "blk.99999999999.attn_q.weight", "rope_freqs.weight", "output.weight", "x".repeat(3000), "a\nb", "blk.0.attn_q.bias"};
    private static final long[] WHOLE = {0, 1, -1, 2, 7, 255, 65536, Integer.MAX_VALUE, 1L << 31, 0xffffffffL, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE};
    private static final double[] REAL = {0, -1, 1e-30, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE, 1e308};
    private static final String[] TEXT = {"", "llama", "gpt2", "bert", "t5", "none", "linear", "yarn", "\u0000", "x".repeat(5000), "{% for i in range(9) %}{{ i }}", "{{ ", "smollm", "gpt-2"};
    private static final GgufType[] WHOLES = {GgufType.UINT8, GgufType.INT8, GgufType.UINT16, GgufType.INT16, GgufType.UINT32, GgufType.INT32, GgufType.UINT64, GgufType.INT64};

    abstract void change(Map<String, GgufValue> keys, List<Tensor> tensors, SplittableRandom random);

    /** The file's bytes after the change. */
    byte[] apply(Path original, SplittableRandom random) throws IOException {
        Path file = Files.createTempFile("fuzz", ".gguf");
        try (var reader = GgufReader.open(original)) {
            var keys = new LinkedHashMap<>(reader.metadata());
            var tensors = new ArrayList<Tensor>();
            reader.tensors().values().forEach(t -> tensors.add(new Tensor(t.name(), t.type(), t.shape().clone(),
                    out -> out.write(ByteBuffer.wrap(reader.data(t.name()).toArray(ValueLayout.JAVA_BYTE))))));
            change(keys, tensors, random);
            GgufWriter.write(file, keys, tensors);
            return Files.readAllBytes(file);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static GgufValue value(SplittableRandom random, int depth) {
        return switch (random.nextInt(depth < 3 ? 5 : 4)) {
            case 0 -> new GgufValue.Whole(WHOLES[random.nextInt(WHOLES.length)], WHOLE[random.nextInt(WHOLE.length)]);
            case 1 -> new GgufValue.Real(random.nextBoolean() ? GgufType.FLOAT32 : GgufType.FLOAT64, REAL[random.nextInt(REAL.length)]);
            case 2 -> GgufValue.of(TEXT[random.nextInt(TEXT.length)]);
            case 3 -> GgufValue.of(random.nextBoolean());
            default -> {
                var first = value(random, depth + 1);
                yield new GgufValue.Items(first.type(), Collections.nCopies(random.nextInt(1, depth == 0 ? 400 : 8), first));
            }
        };
    }
}
