package dev.atelier.starter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** Copying, listing, sorting, counting: questions whose answer is made of the question's own words. */
final class ListTasks {
    private static final List<String> KINDS = List.of(
            "lines", "lines", "spaces", "spaces", "spaces", "commas", "and", "first", "last", "count", "reverse", "sort", "after", "has", "drop", "add",
            "number");
    private final Grammar grammar;
    private final Dice dice;
    private final Material material;

    ListTasks(Grammar grammar, Dice dice, Material material) {
        this.grammar = grammar;
        this.dice = dice;
        this.material = material;
    }

    String repeat() {
        return switch (dice.below(8)) {
            case 0 -> {
                var x = material.atom();
                yield Chatml.chat(frame("twice", x, ""), x + " " + x);
            }
            case 1 -> {
                var x = material.atom();
                yield Chatml.chat(frame("quote", x, ""), "\"" + x + "\"");
            }
            default -> {
                var x = material.line();
                yield Chatml.chat(frame("repeat", x, ""), x);
            }
        };
    }

    /** A number, code or name given in a sentence and asked for. */
    String recall() {
        var pair = dice.of(grammar.lines("fill"));
        var kind = dice.chance(60);
        var x = kind ? material.digits() : material.atom();
        var y = kind ? material.digits() : material.atom();
        var bound = new HashMap<>(Map.of("x", x, "y", y));
        var filled = grammar.fill(pair, dice, bound);
        var cut = filled.indexOf('|');
        return Chatml.chat(filled.substring(0, cut), filled.substring(cut + 1));
    }

    /** Copying outside a chat. */
    String plain() {
        return grammar.expand("plain.copy", dice, new HashMap<>(Map.of("x", material.atom(), "y", material.atom())));
    }

    String word() {
        var word = grammar.expand("object", dice);
        return switch (dice.below(3)) {
            case 0 -> Chatml.chat(frame("word.first", word, ""), word.substring(0, 1));
            case 1 -> Chatml.chat(frame("word.upper", word, ""), word.toUpperCase(Locale.ROOT));
            default -> Chatml.chat(frame("word.spell", word, ""), String.join("-", word.split("")));
        };
    }

    String list() {
        var items = material.items(dice.between(2, 5));
        var commas = dice.chance(40) ? Material.and(items, dice.chance(80) ? "and" : "et") : String.join(", ", items);
        var kind = dice.of(KINDS);
        var one = items.get(dice.below(items.size()));
        return switch (kind) {
            case "lines" -> Chatml.chat(frame("list.lines", commas, ""), "- " + String.join("\n- ", items));
            case "spaces" -> Chatml.chat(frame("list.spaces", commas, ""), String.join(" ", items));
            case "commas" -> Chatml.chat(frame("list.commas", String.join("\n", items), ""), String.join(", ", items));
            case "and" -> Chatml.chat(frame("list.and", String.join(", ", items), ""), Material.and(items, "and"));
            case "first" -> Chatml.chat(frame("list.first", commas, ""), items.getFirst());
            case "last" -> Chatml.chat(frame("list.last", commas, ""), items.getLast());
            case "count" -> Chatml.chat(frame("list.count", commas, ""), String.valueOf(items.size()));
            case "reverse" -> Chatml.chat(frame("list.reverse", commas, ""), String.join(", ", items.reversed()));
            case "sort" -> {
                var sorted = new ArrayList<>(items);
                Collections.sort(sorted);
                yield Chatml.chat(frame("list.sort", commas, ""), String.join(", ", sorted));
            }
            case "after" -> {
                var at = dice.below(items.size() - 1);
                yield Chatml.chat(frame("list.after", String.join(", ", items), items.get(at)), items.get(at + 1));
            }
            case "has" -> has(items, one);
            case "drop" -> {
                var left = items.stream().filter(item -> !item.equals(one)).toList();
                yield Chatml.chat(frame("list.drop", String.join(", ", items), one), String.join(", ", left));
            }
            case "add" -> {
                var x = String.join(", ", items.subList(0, items.size() - 1));
                yield Chatml.chat(frame("list.add", x, items.getLast()), String.join(", ", items));
            }
            default -> {
                var lines = IntStream.range(0, items.size()).mapToObj(i -> (i + 1) + ". " + items.get(i)).toList();
                yield Chatml.chat(frame("list.number", commas, ""), String.join("\n", lines));
            }
        };
    }

    private String has(List<String> items, String one) {
        if (dice.chance(50)) {
            return Chatml.chat(frame("list.has", String.join(", ", items), one), "Yes, " + one + " is in the list.");
        }
        var left = items.stream().filter(item -> !item.equals(one)).toList();
        return Chatml.chat(frame("list.has", String.join(", ", left), one), "No, " + one + " is not in the list.");
    }

    private String frame(String rule, String x, String y) {
        return grammar.expand(rule, dice, new HashMap<>(Map.of("x", x, "y", y)));
    }
}
