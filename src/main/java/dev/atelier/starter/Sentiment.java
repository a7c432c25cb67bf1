package dev.atelier.starter;

import dev.atelier.domain.Check;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;

/** Review in, label out, in English and French, half of each label. The held-out reviews are built from sentence frames no training row has. */
final class Sentiment implements Sample {
    private static final int TRAIN = 1600;
    private static final int HELD_OUT = 120;
    private final Grammar grammar = Grammar.load("words.grammar", "docker.grammar", "tone.grammar", "sentiment.grammar");

    @Override
    public String name() {
        return "sentiment";
    }

    @Override
    public String description() {
        return "Short reviews in English and French are labelled positive or negative.";
    }

    @Override
    public String descriptionFr() {
        return "De courts avis en anglais et en français reçoivent l'étiquette positive ou negative.";
    }

    @Override
    public Map<String, Object> settings() {
        var settings = new LinkedHashMap<String, Object>();
        settings.put("max_length", 128);
        settings.put("micro_batch", 16);
        settings.put("epochs", 8);
        settings.put("learning_rate", 2e-3);
        return settings;
    }

    @Override
    public Rows rows() {
        var dice = new Dice(202);
        var seen = new HashSet<String>();
        var heldOut = new ArrayList<HeldOut>();
        while (heldOut.size() < HELD_OUT) {
            var row = row("heldout", heldOut.size(), dice);
            if (seen.add(row.prompt())) {
                heldOut.add(new HeldOut(row, new Check.Equals(row.answer())));
            }
        }
        var kept = new NGrams(seen);
        var train = new ArrayList<Row>();
        while (train.size() < TRAIN) {
            var row = row("train", train.size(), dice);
            if (!kept.anyIn(row.prompt()) && seen.add(row.prompt())) {
                train.add(row);
            }
        }
        return new Rows(train, heldOut);
    }

    /** Labels and languages take turns: rows 0 and 1 English, 2 and 3 French, even ones positive. */
    private Row row(String set, int number, Dice dice) {
        var language = number % 4 < 2 ? "en" : "fr";
        var label = number % 2 == 0 ? "positive" : "negative";
        var bound = new HashMap<String, String>();
        bound.put("k", grammar.expand("kind", dice));
        var review = grammar.expand(set + "." + label + "." + language, dice, bound);
        var instruction = grammar.expand("instruction." + language, dice);
        return new Row(instruction + "\n" + review, Sample.fields("instruction", instruction, "input", review, "output", label), label);
    }
}
