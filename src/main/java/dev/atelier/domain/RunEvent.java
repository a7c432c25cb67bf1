package dev.atelier.domain;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the engine tells: one line of events.jsonl each, {@code {"event":"step","step":12,"loss":2.31,...,"time":"2026-..."}}. Names are in snake
 * case; losses are means over weighted tokens (or classified rows), in nats; a validation loss is null where no rows were kept apart.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
    @JsonSubTypes.Type(name = "preparing", value = RunEvent.Preparing.class),
    @JsonSubTypes.Type(name = "started", value = RunEvent.Started.class),
    @JsonSubTypes.Type(name = "resumed", value = RunEvent.Resumed.class),
    @JsonSubTypes.Type(name = "step", value = RunEvent.Step.class),
    @JsonSubTypes.Type(name = "eval", value = RunEvent.Eval.class),
    @JsonSubTypes.Type(name = "sample", value = RunEvent.Sample.class),
    @JsonSubTypes.Type(name = "checkpoint", value = RunEvent.CheckpointSaved.class),
    @JsonSubTypes.Type(name = "warning", value = RunEvent.Warning.class),
    @JsonSubTypes.Type(name = "stopped", value = RunEvent.Stopped.class),
    @JsonSubTypes.Type(name = "failed", value = RunEvent.Failed.class),
    @JsonSubTypes.Type(name = "finished", value = RunEvent.Finished.class),
})
@JsonIgnoreProperties(ignoreUnknown = true)
public sealed interface RunEvent {
    /** Work before the first step: {@code done} of {@code total} units of {@code what}; a total of 0 is unknown. */
    record Preparing(String what, long done, long total) implements RunEvent {}

    /** The engine is ready: {@code steps} is the total to take; {@code recompute} says whether activations are computed again on the way back. */
    record Started(int steps, int trainRows, int valRows, long parameters, long trainableParameters, String device, String precision, boolean recompute) implements RunEvent {}

    /** Training goes on behind {@code step}: whatever was told of later steps is void. */
    record Resumed(int step) implements RunEvent {}

    /** One optimizer step: {@code tokens} seen since the run began, {@code lr} the rate it used, {@code gradNorm} before clipping. */
    record Step(int step, double epoch, double loss, double lr, double gradNorm, long tokens, double tokensPerS, long memoryBytes) implements RunEvent {}

    /**
     * The validation rows after {@code step} steps.
     *
     * @param ppl perplexity, exp(loss), of a model that writes
     * @param classes answers of one that names classes
     */
    record Eval(int step, double loss, @Nullable Double ppl, @Nullable ClassScores classes) implements RunEvent {
        /** Of a model that writes. */
        public Eval(int step, double loss, double ppl) {
            this(step, loss, ppl, null);
        }
    }

    /**
     * A validation row answered greedily after {@code step} steps; told behind that step's {@link Eval}. Long texts are cut.
     *
     * @param index the row's place among the samples, from 0: the same row at every evaluation
     * @param expected what the row answers
     */
    record Sample(int step, int index, String prompt, String expected, String answer) implements RunEvent {}

    /** checkpoints/step-N is complete; {@code best} if its validation loss is the lowest so far. */
    record CheckpointSaved(int step, boolean best) implements RunEvent {}

    /** Something the user should know, on one line. */
    record Warning(String message) implements RunEvent {}

    /** Cancelled after {@code step} steps, with a checkpoint. */
    record Stopped(int step) implements RunEvent {}

    /** The run cannot go on; {@code mendable} if it is a {@link UserError}. */
    record Failed(String message, boolean mendable) implements RunEvent {}

    /** adapter/ is complete. */
    record Finished(int steps, @Nullable Double initialValLoss, @Nullable Double valLoss, @Nullable Double bestValLoss, double tokensPerS, long peakMemoryBytes, double seconds)
            implements RunEvent {}

    /** The event as one line, with the time, without the line's end. */
    default String toLine(Instant time) {
        ObjectNode node = Json.SNAKE.valueToTree(this);
        return node.put("time", time.toString()).toString();
    }

    /** The event a line holds; empty for a kind this version does not know or a damaged line. */
    static Optional<RunEvent> parse(String line) {
        try {
            return Optional.ofNullable(Json.SNAKE.readValue(line, RunEvent.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
