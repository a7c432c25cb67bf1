package dev.atelier.starter;

import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A corpus with chats between its documents in which a few random pieces of the vocabulary are said again. A token that the corpus never or hardly
 * uses would keep its first random embedding, and a tuned model could then neither read nor say it.
 */
final class WordDrill implements Iterator<String> {
    /** One document in this many is a drill. */
    private static final int EVERY = 6;
    private static final List<String> REQUESTS = List.of("Repeat: ", "Say again: ", "Copy: ", "Répète : ", "Redis : ", "Copie : ");

    private final List<String> pieces;
    private final Iterator<String> corpus;
    private final SplittableRandom random;
    private int documents;

    /** @param pieces texts of single tokens, many of which begin with a space */
    WordDrill(List<String> pieces, Iterator<String> corpus, long seed) {
        this.pieces = pieces;
        this.corpus = corpus;
        this.random = new SplittableRandom(seed);
    }

    @Override
    public boolean hasNext() {
        return true;
    }

    @Override
    public String next() {
        if (++documents % EVERY != 0) {
            return corpus.next();
        }
        var words = new StringBuilder();
        for (int i = random.nextInt(3, 10); i > 0; i--) {
            words.append(pieces.get(random.nextInt(pieces.size())));
        }
        String said = words.toString().strip();
        return Chatml.chat(REQUESTS.get(random.nextInt(REQUESTS.size())) + said, said);
    }
}
