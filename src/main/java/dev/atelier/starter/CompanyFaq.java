package dev.atelier.starter;

import dev.atelier.domain.Check;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Questions to an invented bicycle maker, as chats. The held-out rows ask for facts the training rows hold, in wordings they do not. */
final class CompanyFaq implements Sample {
    private static final int PER_FACT = 32;
    private final Grammar grammar = Grammar.load("company-faq.grammar");

    @Override
    public String name() {
        return "company-faq";
    }

    @Override
    public String description() {
        return "The facts of an invented bicycle maker, asked for in many wordings and answered in one.";
    }

    @Override
    public String descriptionFr() {
        return "Les faits d'un fabricant de vélos imaginaire, demandés de bien des façons.";
    }

    @Override
    public Map<String, Object> settings() {
        var settings = new LinkedHashMap<String, Object>();
        settings.put("max_length", 96);
        settings.put("micro_batch", 16);
        settings.put("accumulation", 1);
        settings.put("dropout", 0.05);
        settings.put("epochs", 10);
        settings.put("learning_rate", 1.5e-3);
        return settings;
    }

    @Override
    public Rows rows() {
        var dice = new Dice(303);
        var seen = new HashSet<String>();
        var heldOut = new ArrayList<HeldOut>();
        for (var fact : grammar.lines("fact")) {
            var questions = new ArrayList<>(grammar.lines(fact + ".heldout"));
            questions.add(framed("heldout.frame", fact, dice));
            for (var question : questions) {
                seen.add(question);
                heldOut.add(new HeldOut(row(fact, question), new Check.ContainsAll(grammar.lines(fact + ".check"))));
            }
        }
        var kept = new NGrams(seen);
        var train = new ArrayList<Row>();
        for (var fact : grammar.lines("fact")) {
            var questions = new ArrayList<>(grammar.lines(fact + ".ask"));
            for (var tries = 0; questions.size() < PER_FACT && tries < 1000; tries++) {
                var question = dice.chance(40) ? framed("frame", fact, dice) : opened(dice.of(grammar.lines(fact + ".ask")), dice);
                if (!questions.contains(question)) {
                    questions.add(question);
                }
            }
            questions.stream().filter(q -> !kept.anyIn(q) && seen.add(q)).forEach(q -> train.add(row(fact, q)));
        }
        return new Rows(dice.shuffled(train), heldOut);
    }

    private String framed(String frames, String fact, Dice dice) {
        var bound = new HashMap<String, String>();
        bound.put("t", dice.of(grammar.lines(fact + ".things")));
        return grammar.expand(frames, dice, bound);
    }

    private String opened(String question, Dice dice) {
        var keeps = question.startsWith("I ") || question.startsWith("Saturday") || question.startsWith("Sunday");
        var bound = new HashMap<String, String>();
        bound.put("q", keeps ? question : Character.toLowerCase(question.charAt(0)) + question.substring(1));
        return grammar.expand("opener", dice, bound);
    }

    private Row row(String fact, String question) {
        var answer = grammar.lines(fact + ".answer").getFirst();
        var messages = List.of(Sample.fields("role", "user", "content", question), Sample.fields("role", "assistant", "content", answer));
        var fields = new LinkedHashMap<String, Object>();
        fields.put("messages", messages);
        return new Row(question, fields, answer);
    }
}
