package dev.atelier.starter;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Learns a byte-level BPE vocabulary (Sennrich et al. 2016; bytes as in GPT-2): the most frequent pair of neighbours inside words is merged, again and
 * again. Pairs with a digit are never merged, so that every digit is a token and numbers can be copied digit by digit. Ties go to the smaller ids.
 */
final class BpeTrainer {
    /** A split word: its token ids and how often it occurs. */
    private record Word(List<Integer> ids, long count) {}

    private record Candidate(long pair, long count) {}

    private final List<String> tokens = new ArrayList<>();
    private final List<String> merges = new ArrayList<>();
    private final List<Word> words = new ArrayList<>();
    private final Map<Long, Long> counts = new HashMap<>();
    private final Map<Long, Set<Integer>> where = new HashMap<>();
    private final PriorityQueue<Candidate> queue =
            new PriorityQueue<>(Comparator.comparingLong(Candidate::count).reversed().thenComparingLong(Candidate::pair));

    private BpeTrainer() {}

    /** Trains on the texts; the vocabulary holds the special tokens, the 256 bytes and then one token per merge, {@code size} in all. */
    static Bpe train(Iterator<String> texts, List<String> special, int size) {
        var trainer = new BpeTrainer();
        trainer.tokens.addAll(special);
        trainer.tokens.addAll(Bpe.byteSymbols());
        trainer.read(texts, special);
        while (trainer.tokens.size() < size && trainer.merge()) {}
        if (trainer.tokens.size() < size) {
            throw new IllegalStateException("the texts give only " + trainer.tokens.size() + " tokens of " + size);
        }
        return new Bpe(special, trainer.tokens, trainer.merges);
    }

    private void read(Iterator<String> texts, List<String> special) {
        var tally = new LinkedHashMap<String, Long>();
        while (texts.hasNext()) {
            var text = texts.next();
            for (var token : special) {
                text = text.replace(token, "\0");
            }
            for (var piece : text.split("\0")) {
                Bpe.split(piece).forEach(word -> tally.merge(word, 1L, Long::sum));
            }
        }
        var ids = new HashMap<String, Integer>();
        for (var i = 0; i < tokens.size(); i++) {
            ids.put(tokens.get(i), i);
        }
        tally.forEach((word, count) -> {
            var split = new ArrayList<Integer>();
            for (var b : word.getBytes(StandardCharsets.UTF_8)) {
                split.add(Objects.requireNonNull(ids.get(Bpe.symbol(b))));
            }
            words.add(new Word(split, count));
        });
        for (var w = 0; w < words.size(); w++) {
            add(w, 1);
        }
        counts.forEach((pair, count) -> queue.add(new Candidate(pair, count)));
    }

    /** Adds (sign 1) or takes away (sign -1) the pairs of word {@code w}; returns the pairs touched. */
    private Set<Long> add(int w, int sign) {
        var word = words.get(w);
        var touched = new LinkedHashSet<Long>();
        for (var i = 0; i + 1 < word.ids().size(); i++) {
            int left = word.ids().get(i);
            int right = word.ids().get(i + 1);
            if (digit(left) || digit(right)) {
                continue;
            }
            var pair = ((long) left << 32) | right;
            counts.merge(pair, sign * word.count(), Long::sum);
            if (sign > 0) {
                where.computeIfAbsent(pair, p -> new LinkedHashSet<>()).add(w);
            }
            touched.add(pair);
        }
        return touched;
    }

    private boolean digit(int token) {
        return tokens.get(token).chars().anyMatch(c -> c >= '0' && c <= '9');
    }

    /** One merge; false when no pair is left that occurs twice. */
    private boolean merge() {
        while (!queue.isEmpty()) {
            var best = queue.poll();
            if (best.count() != counts.getOrDefault(best.pair(), 0L)) {
                continue;
            }
            if (best.count() < 2) {
                return false;
            }
            apply(best.pair());
            return true;
        }
        return false;
    }

    private void apply(long pair) {
        var left = (int) (pair >>> 32);
        var right = (int) pair;
        var merged = tokens.size();
        merges.add(tokens.get(left) + " " + tokens.get(right));
        tokens.add(tokens.get(left) + tokens.get(right));
        var touched = new LinkedHashSet<Long>();
        for (int w : Objects.requireNonNull(where.remove(pair))) {
            touched.addAll(add(w, -1));
            var old = words.get(w);
            var ids = new ArrayList<Integer>(old.ids().size());
            for (var i = 0; i < old.ids().size(); i++) {
                var hit = i + 1 < old.ids().size() && old.ids().get(i) == left && old.ids().get(i + 1) == right;
                ids.add(hit ? merged : old.ids().get(i));
                i += hit ? 1 : 0;
            }
            words.set(w, new Word(ids, old.count()));
            touched.addAll(add(w, 1));
        }
        counts.remove(pair);
        for (var t : touched) {
            var count = counts.getOrDefault(t, 0L);
            if (count > 0) {
                queue.add(new Candidate(t, count));
            }
        }
    }
}
