package dev.atelier.domain.work;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of an answer that comes before its end. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "part")
@JsonSubTypes({@JsonSubTypes.Type(name = "rows", value = WorkPart.RowBatch.class), @JsonSubTypes.Type(name = "text", value = WorkPart.Text.class),
    @JsonSubTypes.Type(name = "measured", value = WorkPart.Measured.class)})
public sealed interface WorkPart {
    /** Some rows and bad lines of a file, in its order. */
    record RowBatch(List<ReadRow> rows, List<BadLine> bad) implements WorkPart {}

    /** More of an answer's text. */
    record Text(String text) implements WorkPart {}

    /**
     * What a quantization makes of a model.
     *
     * @param ram bytes that running it takes before any context; {@code ramPerToken}: with each token of context
     * @param divergence from the 16-bit model, in nats a token
     * @param error standard error of that; null for a single row
     * @param sameTop share of tokens at which both think the same likeliest
     * @param score share of rows with a check that it answers rightly; null where there are none
     */
    record Measured(String type, long bytes, double bitsPerWeight, long ram, long ramPerToken, double perplexity, double divergence, @Nullable Double error, double sameTop, @Nullable Double score) implements WorkPart {}

    /** @param line from 1; {@code json}: the row as one JSON object */
    record ReadRow(int line, String shape, String json) {}

    /** @param text the line as it stands, its first 2,000 characters */
    record BadLine(int line, String reason, String text) {}
}
