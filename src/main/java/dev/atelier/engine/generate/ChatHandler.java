package dev.atelier.engine.generate;

import dev.atelier.domain.Sampling;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.UserError;
import dev.atelier.engine.data.ExampleBuilder;
import dev.atelier.engine.text.IncrementalDecoder;
import dev.atelier.engine.text.Message;
import dev.atelier.engine.text.Tokenizer;
import dev.atelier.engine.text.Tokenizers;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Answers of a model, streamed. Several at once take turns token by token, and each is what it is alone. */
public final class ChatHandler {
    private static final int CLASSES_TOLD = 5;

    private final ModelCache models;
    private final Tokenizers tokenizers;

    public ChatHandler(ModelCache models, Tokenizers tokenizers) {
        this.models = models;
        this.tokenizers = tokenizers;
    }

    /** The answer, its ids (those of a stop text among them), the speed at which they came after the prompt was read, and the time until the first came. */
    public record Result(String text, List<Integer> ids, double tokensPerS, double secondsToFirst) {}

    /** How the model computes and chooses. */
    public record Options(Sampling sampling, TrainingConfig.Precision precision, String device) {}

    /** Answers a conversation, which waits for its answer, through the model's chat template; {@code stream} hears the text as it grows, whole characters only. */
    public Result conversation(ModelReference reference, List<Message> messages, Options options, Consumer<String> stream, BooleanSupplier cancelled) throws IOException {
        if (messages.isEmpty()) {
            throw UserError.of("wanted a conversation to answer", "no message", "write something");
        }
        long begin = System.nanoTime();
        try (var tokenizer = tokenizers.lease(reference.model())) {
            if (!reference.classes().isEmpty()) {
                return classified(reference, tokenizer.value(), messages.getLast().content(), options, stream, begin);
            }
            int[] ids = new ExampleBuilder(tokenizer.value(), 0, Integer.MAX_VALUE).promptIds(messages);
            return new Answer(tokenizer.value(), options.sampling().stop(), stream, begin).run(reference, ids, tokenizer.value().eosIds(), options, cancelled);
        }
    }

    /** A classifier's answer to a text: its classes, the likeliest first, with their probabilities. */
    private Result classified(ModelReference reference, Tokenizer tokenizer, String text, Options options, Consumer<String> stream, long begin) throws IOException {
        try (var loan = models.lend(reference, options.precision(), options.device())) {
            var config = loan.model().config();
            int[] ids = tokenizer.encodeFramed(text, config.maxPositions()).ids();
            double[] shares = models.thread().call(() -> loan.model().probabilities(ids, loan.adapters()));
            String answer = IntStream.range(0, shares.length).boxed().sorted(Comparator.comparing(i -> -shares[i])).limit(CLASSES_TOLD)
                    .map(i -> String.format(Locale.ROOT, "%s %.1f %%", config.labels().get(i), 100 * shares[i])).collect(Collectors.joining("\n"));
            stream.accept(answer);
            return new Result(answer, List.of(), 0, (System.nanoTime() - begin) / 1e9);
        }
    }

    /** Writes on from ids; no tokenizer is needed, and only {@code stop} ends the answer early. */
    public Result ids(ModelReference reference, int[] ids, Set<Integer> stop, Options options, BooleanSupplier cancelled) throws IOException {
        if (!reference.classes().isEmpty()) {
            throw UserError.of("wanted a model that writes", "a classifier of " + reference.classes().size() + " classes", "give a text with --prompt, or look at `atelier logits`");
        }
        if (!options.sampling().stop().isEmpty()) {
            throw UserError.of("stop: wanted without texts, as ids are written on without a tokenizer", String.valueOf(options.sampling().stop()), "give a prompt, or leave them out");
        }
        return new Answer(null, List.of(), text -> {}, System.nanoTime()).run(reference, ids, stop, options, cancelled);
    }

    /** One answer on its way. */
    private final class Answer implements Generator.Listener {
        private final @Nullable IncrementalDecoder decoder;
        private final StopText end;
        private final Consumer<String> stream;
        private final StringBuilder text = new StringBuilder();
        private final long begin;
        private long first;
        private long last;
        private int pending = -1;

        Answer(@Nullable Tokenizer tokenizer, List<String> stops, Consumer<String> stream, long begin) {
            decoder = tokenizer == null ? null : new IncrementalDecoder(tokenizer, true);
            this.end = new StopText(stops);
            this.stream = stream;
            this.begin = begin;
        }

        Result run(ModelReference reference, int[] ids, Set<Integer> stop, Options options, BooleanSupplier cancelled) throws IOException {
            var thread = models.thread();
            try (var loan = models.lend(reference, options.precision(), options.device())) {
                var generation = thread.call(() -> new Generation(loan.model(), loan.adapters(), stop, List.of(ids), options.sampling()));
                try {
                    while (!generation.ended() && !end.stopped()) {
                        if (cancelled.getAsBoolean()) {
                            throw new CancellationException();
                        }
                        thread.call(() -> {
                            generation.step(this);
                            return true;
                        });
                        tell();
                    }
                } finally {
                    thread.call(() -> {
                        generation.close();
                        return true;
                    });
                }
                return result(generation.out().getFirst());
            }
        }

        @Override
        public void token(int sequence, int id) {
            pending = id;
        }

        private void tell() {
            if (pending >= 0) {
                last = System.nanoTime();
                first = first == 0 ? last : first;
                if (decoder != null) {
                    emit(end.add(decoder.add(pending)));
                }
                pending = -1;
            }
        }

        private Result result(List<Integer> ids) {
            if (decoder != null) {
                emit(end.add(decoder.finish()));
                emit(end.finish());
            }
            double seconds = (last - first) / 1e9;
            return new Result(text.toString(), ids, ids.size() < 2 ? 0 : (ids.size() - 1) / seconds, ids.isEmpty() ? 0 : (first - begin) / 1e9);
        }

        private void emit(String piece) {
            if (!piece.isEmpty()) {
                text.append(piece);
                stream.accept(piece);
            }
        }
    }
}
