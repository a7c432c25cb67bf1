package dev.atelier.starter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A few facts about an invented firm, then questions worded in many ways whose answers are in the facts. */
final class FactTasks {
    private final Grammar grammar;
    private final Dice dice;

    FactTasks(Grammar grammar, Dice dice) {
        this.grammar = grammar;
        this.dice = dice;
    }

    private Map<String, String> values(String topic, String firm, boolean french) {
        var bound = new HashMap<String, String>();
        bound.put("c", firm);
        bound.put("o", grammar.expand(french ? "objet" : "object", dice));
        var drawn = grammar.expand(topic + ".value", dice, new HashMap<>());
        bound.put("v", drawn);
        return bound;
    }

    private List<String> topics(boolean french, int n) {
        return dice.some(grammar.lines(french ? "sujet" : "topic"), n);
    }

    /** Facts first, then one to three questions; sometimes the same question in other words. */
    String chat() {
        var french = dice.chance(20);
        var firm = grammar.expand("firm", dice);
        var topics = topics(french, dice.between(1, 4));
        var values = new ArrayList<Map<String, String>>();
        var facts = new ArrayList<String>();
        for (var topic : topics) {
            var bound = values(topic, firm, french);
            values.add(bound);
            facts.add(grammar.expand(topic + ".fact", dice, new HashMap<>(bound)));
        }
        var out = new StringBuilder();
        var questions = dice.between(1, 3);
        var at = dice.below(topics.size());
        for (var i = 0; i < questions; i++) {
            var bound = Objects.requireNonNull(values.get(at));
            var ask = ask(topics.get(at), bound, french);
            var question = i > 0 ? ask : dice.chance(70) ? String.join(" ", facts) + "\n" + ask : ask + "\n" + String.join(" ", facts);
            out.append(Chatml.chat(question, grammar.expand(topics.get(at) + ".say", dice, new HashMap<>(bound))));
            at = dice.chance(40) ? at : dice.below(topics.size());
        }
        return out.toString();
    }

    private String ask(String topic, Map<String, String> bound, boolean french) {
        var ask = grammar.expand(topic + ".ask", dice, new HashMap<>(bound));
        if (french || dice.chance(60)) {
            return ask;
        }
        var lower = ask.startsWith("I ") ? ask : Character.toLowerCase(ask.charAt(0)) + ask.substring(1);
        return grammar.expand("politeness", dice) + ", " + lower;
    }

    /** Two questions about one topic mean the same, two about different topics do not. */
    String same() {
        var topics = topics(false, 2);
        var firm = grammar.expand("firm", dice);
        var first = values(topics.getFirst(), firm, false);
        var same = dice.chance(50);
        var one = grammar.expand(topics.getFirst() + ".ask", dice, new HashMap<>(first));
        var other = grammar.expand(topics.get(same ? 0 : 1) + ".ask", dice, new HashMap<>(first));
        var question = dice.of("Same question?", "Do these ask the same thing?", "One meaning or two?");
        return Chatml.chat(question + "\n" + one + "\n" + other, same ? "Yes, they ask the same." : "No, they ask different things.");
    }

    /** The facts as plain text. */
    String plain() {
        var french = dice.chance(30);
        var firm = grammar.expand("firm", dice);
        var out = new ArrayList<String>();
        for (var topic : topics(french, dice.between(2, 5))) {
            var bound = values(topic, firm, french);
            out.add(grammar.expand(topic + ".fact", dice, new HashMap<>(bound)));
        }
        return String.join(" ", out);
    }
}
