package dev.atelier.engine.generate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.Check;
import dev.atelier.domain.Json;
import dev.atelier.domain.Progress;
import dev.atelier.domain.Sampling;
import dev.atelier.domain.UserError;
import dev.atelier.engine.data.DataRow;
import dev.atelier.engine.data.Dataset;
import dev.atelier.engine.data.ExampleBuilder;
import dev.atelier.engine.model.Adapters;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.text.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Rows with a check, and a model's greedy answers to them. */
public final class Questions {
    /** Rows that are answered together. */
    public static final int BATCH = 16;
    private static final int MAX_TOKENS = 256;

    private Questions() {}

    /** @param ids of the prompt */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Question(DataRow row, int[] ids, Check check) {}

    /** Every row of {@code file}; {@link UserError} for one without a check. */
    static List<Question> all(Path file, Tokenizer tokenizer) {
        return of(file, tokenizer, check -> true);
    }

    /** The rows of {@code file} that have a check, in its order. */
    public static List<Question> judgeable(Path file, Tokenizer tokenizer) {
        return of(file, tokenizer, check -> !check.isMissingNode());
    }

    private static List<Question> of(Path file, Tokenizer tokenizer, Predicate<JsonNode> which) {
        var builder = new ExampleBuilder(tokenizer, 0, Integer.MAX_VALUE);
        var out = new ArrayList<Question>();
        for (var row : Dataset.load(file, false, Progress.NONE).rows()) {
            String where = file + ":" + row.line();
            JsonNode check = Json.parse(row.raw(), where).path("check");
            if (which.test(check)) {
                out.add(new Question(row, promptIds(builder, row, where), Check.of(check, where)));
            }
        }
        return out;
    }

    private static int[] promptIds(ExampleBuilder builder, DataRow row, String where) {
        try {
            return builder.promptIds(row.row());
        } catch (UserError e) {
            throw new UserError(where + ": " + e.getMessage(), e); // the chat template refuses it
        }
    }

    /** Answers to questions that go through the model together. */
    public static List<String> answers(CausalModel model, Adapters adapters, Tokenizer tokenizer, List<Question> batch, Progress progress) {
        var generator = new Generator(model, adapters, tokenizer.eosIds(), progress::cancelled);
        return generator.generate(batch.stream().map(Question::ids).toList(), Sampling.greedy(MAX_TOKENS), (b, id) -> {}).stream()
                .map(ids -> tokenizer.decode(ids.stream().mapToInt(Integer::intValue).toArray(), true)).toList();
    }
}
