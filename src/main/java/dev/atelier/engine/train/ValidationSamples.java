package dev.atelier.engine.train;

import ai.djl.ndarray.NDManager;
import dev.atelier.domain.RunEvent;
import dev.atelier.domain.Sampling;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.UserError;
import dev.atelier.engine.data.DataRow;
import dev.atelier.engine.data.ExampleBuilder;
import dev.atelier.engine.data.Row;
import dev.atelier.engine.data.Shuffle;
import dev.atelier.engine.generate.Generator;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A few validation rows, drawn by the run's seed and answered greedily, four or a micro-batch at once. A document is written on from its beginning. What is
 * not said within half a minute, as from a large base in few bits on a CPU, is left out.
 */
final class ValidationSamples implements Samples {
    private static final int BEGINNING = 20; // tokens of a document
    private static final int AT_ONCE = 4;
    private static final long LONGEST_TIME = 30_000_000_000L; // nanoseconds
    private static final String CUT = " ...";
    private static final int LONGEST_TEXT = 2000; // characters of an event's prompt or expected answer

    private record Question(String prompt, String expected, int[] ids) {}

    private final List<Question> questions;
    private final Tokenizer tokenizer;
    private final NDManager manager;
    private final Sampling sampling;
    private final int batch;
    private final BooleanSupplier cancelled;

    private ValidationSamples(List<Question> questions, Tokenizer tokenizer, NDManager manager, TrainingConfig config, BooleanSupplier cancelled) {
        this.questions = questions;
        this.tokenizer = tokenizer;
        this.manager = manager;
        this.sampling = Sampling.greedy(config.sampleTokens());
        this.batch = Math.max(AT_ONCE, config.microBatch());
        this.cancelled = cancelled;
    }

    /** Rows whose prompt has a token and fits max_length and the model's positions; others are passed over. */
    static Samples of(List<DataRow> rows, Tokenizer tokenizer, CausalModel model, TrainingConfig config, BooleanSupplier cancelled) {
        var builder = new ExampleBuilder(tokenizer, 0, config.maxLength());
        int longest = Math.min(config.maxLength(), model.config().maxPositions() - 1);
        var questions = Arrays.stream(Shuffle.order(rows.size(), config.seed())).mapToObj(i -> question(rows.get(i).row(), builder, tokenizer, config.sampleTokens())).flatMap(Optional::stream)
                .filter(q -> q.ids.length > 0 && q.ids.length <= longest).limit(config.samples()).toList();
        return questions.isEmpty() ? NONE : new ValidationSamples(questions, tokenizer, model.torch().manager(), config, cancelled);
    }

    /** Empty for a row that the chat template refuses. */
    private static Optional<Question> question(Row row, ExampleBuilder builder, Tokenizer tokenizer, int tokens) {
        int[] ids;
        try {
            ids = builder.promptIds(row);
        } catch (UserError e) {
            return Optional.empty();
        }
        return Optional.of(switch (row) {
            case Row.Conversation c -> new Question(shown(c.prompt().messages().isEmpty() ? "" : c.prompt().messages().getLast().content()), shown(c.answer()), ids);
            case Row.PlainText _ -> {
                int cut = Math.min(BEGINNING, ids.length / 2);
                int[] beginning = Arrays.copyOf(ids, cut);
                String rest = tokenizer.decode(Arrays.copyOfRange(ids, cut, Math.min(ids.length, cut + tokens)), true);
                yield new Question(shown(tokenizer.decode(beginning, true)), shown(rest), beginning);
            }
        });
    }

    /** Long texts are cut. */
    static String shown(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, text.offsetByCodePoints(0, LONGEST_TEXT / 2)) + CUT;
    }

    @Override
    public List<RunEvent.Sample> answers(int step, Trainable trainable) {
        var out = new ArrayList<RunEvent.Sample>();
        long begin = System.nanoTime();
        try (var scope = manager.newSubManager()) {
            var generator = new Generator(trainable.model(), trainable.trained(scope), tokenizer.eosIds(), cancelled);
            for (int from = 0; from < questions.size(); from += batch) {
                var some = questions.subList(from, Math.min(questions.size(), from + batch));
                var answers = generator.generate(some.stream().map(q -> q.ids).toList(), sampling, (sequence, id) -> {}, () -> System.nanoTime() - begin > LONGEST_TIME);
                boolean cut = System.nanoTime() - begin > LONGEST_TIME;
                for (var ids : answers) {
                    var question = questions.get(out.size());
                    String text = tokenizer.decode(ids.stream().mapToInt(Integer::intValue).toArray(), true);
                    out.add(new RunEvent.Sample(step, out.size(), question.prompt, question.expected, cut ? text + CUT : text));
                }
            }
        }
        return out;
    }
}
