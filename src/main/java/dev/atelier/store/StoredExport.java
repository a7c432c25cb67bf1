package dev.atelier.store;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file or folder that was written for other programs.
 *
 * @param id 0 until it is stored
 * @param run the run it came from, null once that is gone; {@code name}: what the run was called
 * @param format gguf, hf or peft; {@code quant} counts for gguf, else empty
 * @param difference the largest logit difference, {@code relative}: that over the standard deviation of the model's logits; NaN where nothing was compared
 * @param use a command that runs it
 */
public record StoredExport(long id, @Nullable Long run, String name, String format, String quant, Path file, long bytes, double seconds, double difference, double relative,
        List<String> warnings, String use, Instant created) {}
