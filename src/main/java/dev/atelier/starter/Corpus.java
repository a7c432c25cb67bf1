package dev.atelier.starter;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The text the starter model is trained on from scratch: an endless stream of short documents, about 45 tokens each. */
final class Corpus implements Iterator<String> {
    private final Dice dice;
    private final Grammar grammar;
    private final NGrams heldOut;
    /** Document kinds with their share in percent. */
    private final Map<Supplier<String>, Integer> kinds;

    /**
     * @param heldOut word n-grams no document may hold: a document with one of them is left out
     */
    Corpus(Grammar grammar, long seed, NGrams heldOut) {
        this.grammar = grammar;
        this.dice = new Dice(seed);
        this.heldOut = heldOut;
        var material = new Material(grammar, dice);
        var lists = new ListTasks(grammar, dice, material);
        var forms = new FormTasks(grammar, dice);
        var facts = new FactTasks(grammar, dice);
        kinds = new LinkedHashMap<>();
        kinds.put(lists::repeat, 7);
        kinds.put(lists::recall, 9);
        kinds.put(lists::list, 7);
        kinds.put(lists::plain, 3);
        kinds.put(lists::word, 1);
        kinds.put(forms::form, 6);
        kinds.put(forms::sum, 3);
        kinds.put(facts::chat, 11);
        kinds.put(facts::same, 2);
        kinds.put(facts::plain, 3);
        kinds.put(() -> grammar.expand("review", dice), 10);
        kinds.put(() -> marked("review.chat"), 7);
        kinds.put(() -> marked("docker.chat"), 9);
        kinds.put(() -> grammar.expand("docker.note", dice), 3);
        kinds.put(() -> marked("talk"), 4);
        kinds.put(() -> marked("translate"), 3);
        kinds.put(() -> marked("rephrase"), 2);
        kinds.put(() -> marked("ask"), 4);
        kinds.put(() -> grammar.expand("story", dice), 6);
        var total = kinds.values().stream().mapToInt(Integer::intValue).sum();
        if (total != 100) {
            throw new IllegalStateException("the shares sum to " + total);
        }
    }

    private String marked(String rule) {
        return Chatml.of(grammar.expand(rule, dice));
    }

    @Override
    public boolean hasNext() {
        return true;
    }

    @Override
    public String next() {
        while (true) {
            var document = draw();
            if (!heldOut.anyIn(document)) {
                return document;
            }
        }
    }

    /** Now and then several chats follow each other as one, so that a document can be long. */
    private String draw() {
        var document = one();
        if (document.startsWith(Chatml.START)) {
            var out = new StringBuilder(dice.chance(3) ? Chatml.turn("system", grammar.expand("system", dice)) : "").append(document);
            for (var turns = 1; turns < 6 && dice.chance(turns == 1 ? 12 : 60); turns++) {
                out.append(chat());
            }
            return out.toString();
        }
        return document;
    }

    private String chat() {
        while (true) {
            var document = one();
            if (document.startsWith(Chatml.START)) {
                return document;
            }
        }
    }

    private String one() {
        var at = dice.below(100);
        for (var kind : kinds.entrySet()) {
            at -= kind.getValue();
            if (at < 0) {
                return kind.getKey().get();
            }
        }
        throw new AssertionError("the shares sum to 100");
    }
}
