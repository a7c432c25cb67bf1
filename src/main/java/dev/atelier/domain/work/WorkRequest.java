package dev.atelier.domain.work;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.Sampling;
import dev.atelier.domain.TrainingConfig.Precision;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A question to the worker; {@code A} is its answer. On the wire {@code {"verb":"inspect","path":"..."}}, names in snake case. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "verb")
@JsonSubTypes({
    @JsonSubTypes.Type(name = "machine", value = WorkRequest.DescribeMachine.class),
    @JsonSubTypes.Type(name = "inspect", value = WorkRequest.Inspect.class),
    @JsonSubTypes.Type(name = "rows", value = WorkRequest.ReadRows.class),
    @JsonSubTypes.Type(name = "tokens", value = WorkRequest.CountTokens.class),
    @JsonSubTypes.Type(name = "preview", value = WorkRequest.PreviewRow.class),
    @JsonSubTypes.Type(name = "prepare", value = WorkRequest.PrepareRun.class),
    @JsonSubTypes.Type(name = "chat", value = WorkRequest.Chat.class),
    @JsonSubTypes.Type(name = "size", value = WorkRequest.ExportSize.class),
    @JsonSubTypes.Type(name = "export", value = WorkRequest.Export.class),
    @JsonSubTypes.Type(name = "quality", value = WorkRequest.Quality.class),
    @JsonSubTypes.Type(name = "release", value = WorkRequest.Release.class),
})
public sealed interface WorkRequest<A> {
    /** What the answer is read as. */
    @JsonIgnore
    Class<A> answerType();

    /** What this machine has. */
    record DescribeMachine() implements WorkRequest<Machine> {
        @Override
        public Class<Machine> answerType() {
            return Machine.class;
        }
    }

    /** What a file or folder is. */
    record Inspect(Path path) implements WorkRequest<Inspected> {
        @Override
        public Class<Inspected> answerType() {
            return Inspected.class;
        }
    }

    /** Every row of a dataset file, told in {@link WorkPart.RowBatch}es. */
    record ReadRows(Path file) implements WorkRequest<RowsRead> {
        @Override
        public Class<RowsRead> answerType() {
            return RowsRead.class;
        }
    }

    /** How many tokens rows (each one JSON object as text) make with a model's tokenizer and template. */
    record CountTokens(Path model, List<String> rows) implements WorkRequest<TokenCounts> {
        @Override
        public Class<TokenCounts> answerType() {
            return TokenCounts.class;
        }
    }

    /** A row as the model will see it. {@code model} may be absent: then there are turns and no pieces. */
    record PreviewRow(@Nullable Path model, String row, int maxLength, double promptLossWeight) implements WorkRequest<RowPreview> {
        @Override
        public Class<RowPreview> answerType() {
            return RowPreview.class;
        }
    }

    /** Makes a run folder from rows; {@code settings} as in run.json. */
    record PrepareRun(String name, Path model, Path rows, @Nullable Path heldout, JsonNode settings, boolean skipBad, Path run) implements WorkRequest<PreparedRun> {
        @Override
        public Class<PreparedRun> answerType() {
            return PreparedRun.class;
        }
    }

    /** An answer to a conversation, told in {@link WorkPart.Text} pieces as it grows. {@code model} is a model folder or a GGUF file. */
    record Chat(Path model, @Nullable Path adapter, List<Turn> messages, Sampling sampling, Precision precision, String device)
            implements WorkRequest<Answer> {
        @Override
        public Class<Answer> answerType() {
            return Answer.class;
        }
    }

    /** How large an export will be. {@code source} is a run or model folder; {@code format} gguf, hf or peft; {@code quant}, {@code overrides} and {@code split} (see {@link Export}) count for gguf. */
    record ExportSize(Path source, @Nullable Path adapter, String format, String quant, List<String> overrides, long split) implements WorkRequest<Size> {
        /** By a mix alone. */
        public ExportSize(Path source, @Nullable Path adapter, String format, String quant) {
            this(source, adapter, format, quant, List.of(), 0);
        }

        @Override
        public Class<Size> answerType() {
            return Size.class;
        }
    }

    /**
     * How weights are rounded besides what a mix says.
     *
     * @param overrides such as {@code attn_v=Q6_K}
     * @param imatrix an importance matrix's file, or null
     * @param rows what to gather one from, or null
     */
    record Rounding(List<String> overrides, @Nullable Path imatrix, @Nullable Path rows) {
        /** Nothing besides. */
        public static final Rounding NONE = new Rounding(List.of(), null, null);
    }

    /** Writes the file or folder, opens it again and, if {@code check}, compares it with the model. {@code rounding} counts for gguf, as does {@code split}: bytes of tensors in a file, 0 for all in one. */
    record Export(Path source, @Nullable Path adapter, String format, String quant, Rounding rounding, long split, Path out, boolean check) implements WorkRequest<Exported> {
        /** By a mix alone. */
        public Export(Path source, @Nullable Path adapter, String format, String quant, Path out, boolean check) {
            this(source, adapter, format, quant, Rounding.NONE, 0, out, check);
        }

        @Override
        public Class<Exported> answerType() {
            return Exported.class;
        }
    }

    /** What each of {@code types} makes of a run's model on the run's own rows, told in {@link WorkPart.Measured}s. */
    record Quality(Path source, @Nullable Path adapter, List<String> types, Rounding rounding) implements WorkRequest<Judged> {
        @Override
        public Class<Judged> answerType() {
            return Judged.class;
        }
    }

    /** Lets go of models kept in memory for the next question: before training starts. */
    record Release() implements WorkRequest<Done> {
        @Override
        public Class<Done> answerType() {
            return Done.class;
        }
    }

    /** Who said what: role is system, user or assistant. */
    record Turn(String role, String content) {}

    /**
     * @param memoryBytes of the computer itself; {@code availableBytes}: what of it can still be had
     * @param multipliesBf16 whether the processor does, so that precision=auto means bf16 on it
     * @param gpus that training can use, by number; device=auto is the first of them
     */
    record Machine(String processor, int cores, long memoryBytes, long availableBytes, boolean multipliesBf16, List<Gpu> gpus, String system) {
        public Machine {
            gpus = List.copyOf(gpus);
        }

        /** A GPU's name and its memory in bytes, in all and what can still be had. */
        public record Gpu(String name, long memoryBytes, long availableBytes) {}
    }

    /** @param facts as {@code atelier inspect --json} prints them; {@code kind}: run, project, model, adapter, gguf, safetensors, dataset, tokenizer */
    record Inspected(String kind, Path path, JsonNode facts) {}

    /** @param shape the first row's: alpaca, prompt/completion, messages, ... */
    record RowsRead(String shape, int rows, int bad) {}

    /** One entry a row, in order. */
    record TokenCounts(List<Count> counts) {
        /** @param trained tokens with full weight in the loss; {@code problem}: why the row cannot be used, else null */
        public record Count(int tokens, int trained, @Nullable String problem) {}
    }

    /**
     * @param label the class that a classifier learns to name; null for a model that writes
     * @param cut whether max_length left something out
     * @param problem why the row cannot be used, else null
     */
    record RowPreview(String shape, List<Turn> turns, List<Piece> pieces, @Nullable String label, boolean cut, @Nullable String problem) {
        /** A token: its text and its weight in the loss, 0 to 1. */
        public record Piece(int id, String text, double weight) {}
    }

    /** A run folder, ready for its engine. */
    record PreparedRun(Path run, int trainRows, int valRows) {}

    /** @param tokensPerS after the prompt was read; {@code secondsToFirst}: until the first token came */
    record Answer(String text, int tokens, double tokensPerS, double secondsToFirst) {}

    /** Bytes, near enough to plan with, in so many files or one folder. */
    record Size(long bytes, int files) {}

    /** @param relative the largest logit difference over the standard deviation of the model's logits; null where nothing was compared */
    record Exported(Path file, long bytes, double seconds, @Nullable Double maxLogitDifference, @Nullable Double relative, List<String> warnings, String use) {}

    /**
     * @param reference the model in 16 bits; {@code positions}: tokens of answers that it and the rest were run over, in {@code rows} rows
     * @param asked rows that were answered and judged, {@code judgeable} those that have a check: all of them and none asked where the model did not fit in memory
     * @param recommended the type that is small and good; null where all that were measured move the model too far
     */
    record Judged(WorkPart.Measured reference, List<WorkPart.Measured> types, int rows, int positions, int asked, int judgeable, @Nullable String recommended) {}

    /** Nothing to tell. */
    record Done() {}
}
