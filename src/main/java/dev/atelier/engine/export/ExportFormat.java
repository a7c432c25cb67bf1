package dev.atelier.engine.export;

import dev.atelier.domain.UserError;
import java.util.Arrays;
import java.util.Locale;

/** What can be written. */
public enum ExportFormat {
    /** One file for llama.cpp, Ollama, LM Studio; the adapter merged in. */
    GGUF,
    /** A Hugging Face folder with the adapter merged in. */
    HF,
    /** The adapter by itself, as PEFT keeps it. */
    PEFT,
    /** The adapter by itself, for llama.cpp to put on the base model's GGUF file. */
    GGUF_LORA;

    /** Whether it is the adapter alone, without its base model. */
    public boolean adapterAlone() {
        return this == PEFT || this == GGUF_LORA;
    }

    /** The format called {@code name}, in any case. */
    public static ExportFormat named(String name) {
        return Arrays.stream(values()).filter(f -> f.name().equals(name.toUpperCase(Locale.ROOT).replace('-', '_'))).findFirst()
                .orElseThrow(() -> UserError.of("wanted a format among gguf, hf, peft, gguf-lora", name, "name one of them"));
    }
}
