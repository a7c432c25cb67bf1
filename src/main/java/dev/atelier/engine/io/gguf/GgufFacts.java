package dev.atelier.engine.io.gguf;

import dev.atelier.domain.UserError;
import java.util.Optional;

/** One architecture's keys as a file has them: each starts with the architecture's name. */
record GgufFacts(GgufReader file, String architecture) {
    /** A whole number from 1 up that the file must have. */
    int size(String key) {
        return size(key, whole(key));
    }

    /** A whole number from 1 up, {@code otherwise} where there is none. */
    int size(String key, int otherwise) {
        return size(key, Optional.of(whole(key).orElse((long) otherwise)));
    }

    private int size(String key, Optional<Long> value) {
        if (value.isEmpty() || value.get() < 1 || value.get() > Integer.MAX_VALUE) {
            throw UserError.of(file.file() + ": wanted a whole number from 1 up as " + name(key), value.map(String::valueOf).orElse("none"), "fetch the file again");
        }
        return value.get().intValue();
    }

    /** The number of layers, which no file has without as many tensors. */
    int layers() {
        int layers = size("block_count");
        if (layers > file.tensors().size()) {
            throw UserError.of(file.file() + ": wanted the tensors of " + layers + " layers", file.tensors().size() + " tensors", "fetch the file again");
        }
        return layers;
    }

    Optional<Long> whole(String key) {
        return file.whole(name(key));
    }

    Optional<String> text(String key) {
        return file.text(name(key));
    }

    Optional<GgufValue> value(String key) {
        return Optional.ofNullable(file.metadata().get(name(key)));
    }

    /** The number a person would write for a float32: 1e-5, not 9.999999747378752e-6. */
    Optional<Double> real(String key) {
        return file.real(name(key)).map(value -> Double.parseDouble(Float.toString(value.floatValue())));
    }

    boolean has(String tensor) {
        return file.tensors().containsKey(tensor);
    }

    private String name(String key) {
        return architecture + "." + key;
    }
}
