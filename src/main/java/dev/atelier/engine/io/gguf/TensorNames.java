package dev.atelier.engine.io.gguf;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The names of one architecture's tensors in Hugging Face and in GGUF, without their ending (weight, bias). */
final class TensorNames {
    private static final String HEAD = "lm_head";
    private static final String OUTPUT = "output";
    private static final Pattern BLOCK = Pattern.compile("blk\\.(\\d+)\\.(.+)");

    private final String prefix;
    private final String layers;
    private final Map<String, String> whole;
    private final Map<String, String> parts;
    private final Map<String, String> wholeBack = new HashMap<>();
    private final Map<String, String> partsBack = new HashMap<>();
    private final Pattern layer;

    /**
     * Hugging Face to GGUF.
     *
     * @param prefix what the names start with, "model." for most; some files leave it out
     * @param layers the list of layers, "layers" for most
     * @param whole tensors that are there once
     * @param parts tensors of a layer
     */
    TensorNames(String prefix, String layers, Map<String, String> whole, Map<String, String> parts) {
        this.prefix = prefix;
        this.layers = layers;
        this.whole = whole;
        this.parts = parts;
        this.layer = Pattern.compile(layers + "\\.(\\d+)\\.(.+)");
        whole.forEach((a, b) -> wholeBack.put(b, a));
        parts.forEach((a, b) -> partsBack.put(b, a));
    }

    Optional<String> gguf(String name) {
        return split(name).flatMap(n -> {
            var stem = n.stem.startsWith(prefix) ? n.stem.substring(prefix.length()) : n.stem;
            if (n.stem.equals(HEAD)) {
                return Optional.of(OUTPUT + n.ending);
            }
            if (whole.containsKey(stem)) {
                return Optional.of(whole.get(stem) + n.ending);
            }
            var match = layer.matcher(stem);
            return match.matches() && parts.containsKey(match.group(2)) ? Optional.of("blk." + match.group(1) + "." + parts.get(match.group(2)) + n.ending) : Optional.empty();
        });
    }

    Optional<String> huggingFace(String name) {
        return split(name).flatMap(n -> {
            if (n.stem.equals(OUTPUT)) {
                return Optional.of(HEAD + n.ending);
            }
            if (wholeBack.containsKey(n.stem)) {
                return Optional.of(prefix + wholeBack.get(n.stem) + n.ending);
            }
            var match = BLOCK.matcher(n.stem);
            return match.matches() && partsBack.containsKey(match.group(2)) ? Optional.of(prefix + layers + "." + match.group(1) + "." + partsBack.get(match.group(2)) + n.ending)
                    : Optional.empty();
        });
    }

    private record Name(String stem, String ending) {}

    private static Optional<Name> split(String name) {
        int dot = name.lastIndexOf('.');
        var ending = dot < 0 ? "" : name.substring(dot);
        return ending.equals(".weight") || ending.equals(".bias") ? Optional.of(new Name(name.substring(0, dot), ending)) : Optional.empty();
    }
}
