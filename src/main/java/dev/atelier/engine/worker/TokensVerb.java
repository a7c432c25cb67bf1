package dev.atelier.engine.worker;

import dev.atelier.domain.work.WorkRequest.CountTokens;
import dev.atelier.domain.work.WorkRequest.TokenCounts;
import dev.atelier.domain.work.WorkRequest.TokenCounts.Count;
import dev.atelier.engine.data.LabelledRowReader;
import dev.atelier.engine.data.RowReader;
import dev.atelier.engine.text.Tokenizer;
import dev.atelier.engine.text.Tokenizers;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** How many tokens rows make, counted on all cores. */
final class TokensVerb {
    private static final int ROWS_A_STEP = 64;
    private static final Count NONE = new Count(0, 0, null);

    private final Tokenizer tokenizer;
    private final BiFunction<String, Tokenizer, Count> counted;
    private final Asker asker;
    private final int total;
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    private TokensVerb(Tokenizer tokenizer, BiFunction<String, Tokenizer, Count> counted, Asker asker, int total) {
        this.tokenizer = tokenizer;
        this.counted = counted;
        this.asker = asker;
        this.total = total;
    }

    static TokenCounts answer(CountTokens request, Tokenizers tokenizers, Asker asker) throws IOException {
        try (var tokenizer = tokenizers.lease(request.model())) {
            BiFunction<String, Tokenizer, Count> counted = Classifiers.longest(request.model()) > 0 ? LabelledRowReader::count : RowReader::count;
            return new TokenCounts(new TokensVerb(tokenizer.value(), counted, asker, request.rows().size()).count(request.rows()));
        }
    }

    /** Nothing is thrown before every thread is done: the tokenizer must not be closed under one that still uses it. */
    private List<Count> count(List<String> rows) {
        var counts = rows.parallelStream().map(this::count).toList();
        var thrown = failure.get();
        if (thrown != null) {
            throw thrown;
        }
        return counts;
    }

    private Count count(String row) {
        if (failure.get() != null) {
            return NONE;
        }
        try {
            if (asker.cancelled()) {
                throw new CancellationException();
            }
            int n = done.incrementAndGet();
            if (n % ROWS_A_STEP == 0) {
                asker.at("counting tokens", n, total);
            }
            return counted.apply(row, tokenizer);
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
            return NONE;
        }
    }
}
