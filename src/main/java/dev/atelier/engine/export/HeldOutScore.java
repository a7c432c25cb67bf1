package dev.atelier.engine.export;

import dev.atelier.domain.Progress;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.engine.Precision;
import dev.atelier.engine.SystemMemory;
import dev.atelier.engine.Torch;
import dev.atelier.engine.generate.Questions;
import dev.atelier.engine.generate.Questions.Question;
import dev.atelier.engine.io.TensorSource;
import dev.atelier.engine.model.Adapters;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The share of rows that models answer rightly, greedily: those among the rows whose answers a program can judge, all models the same ones. */
final class HeldOutScore {
    /** Unless a number is asked for: as many rows as the first model answers in this time, and no more than these. */
    static final int ROWS = 96;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(15);
    private static final long SEED = 1;
    /** Bytes besides the weights, as a share of them: keys, values and what a step makes. */
    private static final double BESIDES = 0.25;

    private final Torch torch;
    private final Tokenizer tokenizer;
    private final Precision precision;
    private final int judgeable;
    private final boolean exactly;
    private List<Question> questions;
    private boolean first = true;

    private HeldOutScore(Torch torch, Tokenizer tokenizer, Precision precision, List<Question> questions, int judgeable, boolean exactly) {
        this.torch = torch;
        this.tokenizer = tokenizer;
        this.precision = precision;
        this.questions = questions;
        this.judgeable = judgeable;
        this.exactly = exactly;
    }

    /** Over rows of {@code file} drawn with one seed: {@code rows} of them, or as many as there is time for. None are asked of a model that does not fit in memory. */
    static HeldOutScore of(Torch torch, Tokenizer tokenizer, Precision precision, Path file, @Nullable Integer rows, ModelConfig config) throws IOException {
        List<Question> all = rows != null && rows == 0 ? List.of() : new ArrayList<>(Questions.judgeable(file, tokenizer).stream().filter(q -> q.ids().length < config.maxPositions()).toList());
        boolean fits = config.parameters() * precision.bytes() * (1 + BESIDES) <= SystemMemory.available();
        Collections.shuffle(all, new Random(SEED)); // any number of the first is a fair sample
        return new HeldOutScore(torch, tokenizer, precision, fits ? all.subList(0, Math.min(all.size(), rows == null ? ROWS : rows)) : List.of(), all.size(), rows != null);
    }

    /** Rows that are asked. */
    int rows() {
        return questions.size();
    }

    /** Rows that could be. */
    int judgeable() {
        return judgeable;
    }

    /** Batches, each of which is a call of {@code batch}. */
    int batches() {
        return Math.ceilDiv(questions.size(), Questions.BATCH);
    }

    /** What the model of these weights answers rightly; null where there is nothing to ask. The first model's time decides how many rows the rest are asked. */
    @Nullable Double of(TensorSource weights, Progress progress, Runnable batch) {
        if (questions.isEmpty()) {
            return null;
        }
        long begin = System.nanoTime();
        int right = 0;
        int asked = 0;
        try (var model = CausalModel.load(torch, weights, precision)) {
            while (asked < questions.size() && !(first && !exactly && asked > 0 && System.nanoTime() - begin > PATIENCE)) {
                batch.run();
                var some = questions.subList(asked, Math.min(questions.size(), asked + Questions.BATCH));
                var answers = Questions.answers(model, Adapters.NONE, tokenizer, some, progress);
                right += (int) IntStream.range(0, some.size()).filter(i -> some.get(i).check().judge(answers.get(i))).count();
                asked += some.size();
            }
        }
        first = false;
        questions = questions.subList(0, asked);
        return (double) right / asked;
    }
}
