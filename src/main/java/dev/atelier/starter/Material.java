package dev.atelier.starter;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** Things to copy, list and look up: words, numbers, image names, codes. */
final class Material {
    private static final List<String> LISTS = List.of(
            "name", "city", "animal", "colour", "fruit", "object", "job", "package", "package", "package", "service", "image", "port", "pip", "npm");
    private final Grammar grammar;
    private final Dice dice;

    Material(Grammar grammar, Dice dice) {
        this.grammar = grammar;
        this.dice = dice;
    }

    /** A run of 1 to 6 random digits; mostly 2 to 5. */
    String digits() {
        var length = dice.of(1, 2, 2, 3, 3, 4, 4, 4, 4, 5, 5, 6);
        var out = new StringBuilder();
        for (var i = 0; i < length; i++) {
            out.append((char) ('0' + dice.below(10)));
        }
        return out.toString();
    }

    /** Something short that must be copied as it is. */
    String atom() {
        return switch (dice.below(14)) {
            case 0, 1, 2, 3 -> digits();
            case 4, 5 -> grammar.expand("port", dice);
            case 6, 7 -> grammar.expand("image", dice);
            case 8 -> grammar.expand("package", dice);
            case 9 -> grammar.expand("lower", dice) + digits() + (dice.chance(50) ? "-" + grammar.expand("lower", dice) + digits() : "");
            case 10 -> digits() + dice.of(".", "-", ":", "/") + digits();
            case 11 -> grammar.expand("syllable", dice) + grammar.expand("syllable", dice) + grammar.expand("syllable", dice);
            case 12 -> grammar.expand("word", dice);
            default -> grammar.expand("mail.value", dice);
        };
    }

    /** {@code n} different items of one kind. */
    List<String> items(int n) {
        var rule = dice.of(LISTS);
        var items = new LinkedHashSet<String>();
        for (var tries = 0; items.size() < n && tries < 60; tries++) {
            items.add(grammar.expand(rule, dice));
        }
        return new ArrayList<>(items);
    }

    /** A line worth repeating: a few atoms, a list, a sentence or an instruction. */
    String line() {
        return switch (dice.below(8)) {
            case 0 -> atom() + " " + atom();
            case 1 -> atom() + " " + atom() + " " + atom();
            case 2 -> String.join(", ", items(dice.between(2, 4)));
            case 3 -> String.join(" ", items(dice.between(2, 4)));
            case 4 -> grammar.expand("instruction", dice);
            case 5 -> words(dice.between(2, 6));
            case 6 -> grammar.expand("firm", dice) + " " + digits();
            default -> atom();
        };
    }

    private String words(int n) {
        var out = new ArrayList<String>(n);
        for (var i = 0; i < n; i++) {
            out.add(grammar.expand("word", dice));
        }
        return String.join(" ", out);
    }

    static String and(List<String> items, String and) {
        return items.size() < 2 ? items.getFirst() : String.join(", ", items.subList(0, items.size() - 1)) + " " + and + " " + items.getLast();
    }
}
