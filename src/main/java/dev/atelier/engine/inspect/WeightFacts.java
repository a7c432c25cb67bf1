package dev.atelier.engine.inspect;

import dev.atelier.engine.io.Safetensors;
import dev.atelier.engine.io.gguf.GgufReader;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Tensors added up.
 *
 * @param parts values by what they are for: embeddings, attention, mlp, norms, head, other
 * @param types values by the type they are stored in
 * @param typeBytes their bytes
 */
public record WeightFacts(int tensors, long parameters, long bytes, Map<String, Long> parts, Map<String, Long> types, Map<String, Long> typeBytes) {
    /** By Hugging Face's names and GGUF's; the first that is found decides. */
    private static final Map<String, Pattern> PARTS = patterns();

    private static Map<String, Pattern> patterns() {
        var out = new LinkedHashMap<String, Pattern>();
        out.put("norms", Pattern.compile("(?i)norm|(^|\\.)ln_"));
        out.put("head", Pattern.compile("lm_head|^output\\.|(^|\\.)(classifier|score|cls|pooler)\\."));
        out.put("embeddings", Pattern.compile("emb(ed|d)|(^|\\.)wte|(^|\\.)wpe"));
        out.put("attention", Pattern.compile("attn|attention"));
        out.put("mlp", Pattern.compile("mlp|ffn|feed_forward|expert|layer\\.\\d+\\.(intermediate|output)\\."));
        return out;
    }

    static WeightFacts of(Collection<Safetensors.TensorInfo> tensors) {
        var sum = new Sum();
        tensors.forEach(t -> sum.add(t.name(), t.elements(), t.bytes(), t.dtype().name()));
        return sum.facts();
    }

    static WeightFacts ofGguf(Collection<GgufReader.TensorInfo> tensors) {
        var sum = new Sum();
        tensors.forEach(t -> sum.add(t.name(), t.bytes() / t.type().blockBytes() * t.type().blockElements(), t.bytes(), t.type().name()));
        return sum.facts();
    }

    private static String part(String name) {
        return PARTS.entrySet().stream().filter(e -> e.getValue().matcher(name).find()).map(Map.Entry::getKey).findFirst().orElse("other");
    }

    private static final class Sum {
        private final Map<String, Long> parts = new LinkedHashMap<>();
        private final Map<String, Long> types = new TreeMap<>();
        private final Map<String, Long> typeBytes = new TreeMap<>();
        private int tensors;
        private long parameters;
        private long bytes;

        Sum() {
            for (String part : new String[] {"embeddings", "attention", "mlp", "norms", "head", "other"}) {
                parts.put(part, 0L);
            }
        }

        void add(String name, long elements, long size, String type) {
            tensors++;
            parameters += elements;
            bytes += size;
            parts.merge(part(name), elements, Long::sum);
            types.merge(type, elements, Long::sum);
            typeBytes.merge(type, size, Long::sum);
        }

        WeightFacts facts() {
            parts.values().removeIf(n -> n == 0);
            return new WeightFacts(tensors, parameters, bytes, parts, types, typeBytes);
        }
    }
}
