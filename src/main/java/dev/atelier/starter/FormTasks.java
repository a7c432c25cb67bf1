package dev.atelier.starter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Key: value forms written from a sentence, read and changed; and small sums. */
final class FormTasks {
    /** key, rule that draws its value, phrase of a sentence. */
    private record Field(String key, String rule, String phrase) {}

    private static final List<List<Field>> FORMS = List.of(
            List.of(
                    new Field("name", "name", "my name is %s"), new Field("city", "city", "I live in %s"), new Field("job", "job", "my job is %s"),
                    new Field("age", "tiny", "I am %s years old"), new Field("phone", "phone.value", "my phone number is %s"),
                    new Field("mail", "mail.value", "write to %s")),
            List.of(
                    new Field("service", "service", "the service is %s"), new Field("image", "image", "the image is %s"),
                    new Field("port", "port", "it listens on port %s"), new Field("package", "package", "it needs %s"),
                    new Field("folder", "dir", "it works in %s"), new Field("owner", "name", "it belongs to %s")),
            List.of(
                    new Field("order", "code", "the order is %s"), new Field("item", "object", "the item is a %s"), new Field("price", "price.value", "it costs %s"),
                    new Field("colour", "colour", "in %s"), new Field("day", "day", "it comes on %s"), new Field("city", "city", "it goes to %s")),
            List.of(
                    new Field("nom", "name", "je m'appelle %s"), new Field("ville", "city", "j'habite à %s"), new Field("métier", "metier", "je suis %s"),
                    new Field("âge", "tiny", "j'ai %s ans"), new Field("jour", "jour", "je viens %s"), new Field("numéro", "code", "mon numéro est le %s")));

    private final Grammar grammar;
    private final Dice dice;

    FormTasks(Grammar grammar, Dice dice) {
        this.grammar = grammar;
        this.dice = dice;
    }

    String form() {
        var fields = dice.some(dice.of(FORMS), dice.between(2, 4));
        var values = new HashMap<String, String>();
        fields.forEach(field -> values.put(field.key(), grammar.expand(field.rule(), dice)));
        var asked = dice.of(fields);
        return switch (dice.below(5)) {
            case 0, 1 -> Chatml.chat(frame("form.write", sentence(fields, values), "", ""), form(fields, values));
            case 2 -> Chatml.chat(frame("form.ask", form(fields, values), asked.key(), ""), value(values, asked));
            case 3 -> Chatml.chat(frame("form.ask", sentence(fields, values), asked.key(), ""), value(values, asked));
            default -> {
                var question = frame("form.change", form(fields, values), asked.key(), "%s");
                var fresh = grammar.expand(asked.rule(), dice);
                values.put(asked.key(), fresh);
                yield Chatml.chat(question.replace("%s", fresh), form(fields, values));
            }
        };
    }

    private static String value(Map<String, String> values, Field field) {
        return Objects.requireNonNull(values.get(field.key()));
    }

    private static String form(List<Field> fields, Map<String, String> values) {
        return fields.stream().map(field -> field.key() + ": " + value(values, field)).collect(Collectors.joining("\n"));
    }

    private String sentence(List<Field> fields, Map<String, String> values) {
        var said = new ArrayList<String>();
        for (var field : fields) {
            said.add(String.format(Locale.ROOT, field.phrase(), value(values, field)));
        }
        var text = String.join(dice.chance(50) ? ", " : "; ", said);
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }

    /** Sums, differences, products, comparisons and runs of numbers. */
    String sum() {
        var a = dice.between(0, dice.of(10, 20, 100));
        var b = dice.between(0, dice.of(10, 20, 100));
        return switch (dice.below(8)) {
            case 0, 1 -> Chatml.chat(frame("sum", a + " + " + b, "", ""), String.valueOf(a + b));
            case 2, 3 -> Chatml.chat(frame("sum", Math.max(a, b) + " - " + Math.min(a, b), "", ""), String.valueOf(Math.abs(a - b)));
            case 4 -> Chatml.chat(frame("sum", a % 11 + " x " + b % 11, "", ""), String.valueOf(a % 11 * (b % 11)));
            case 5 -> {
                var numbers = List.of(a, b + 101, dice.between(201, 999));
                yield Chatml.chat(frame("number.max", joined(numbers), "", ""), String.valueOf(numbers.getLast()));
            }
            case 6 -> {
                var numbers = List.of(a, b + 101, dice.between(201, 999));
                yield Chatml.chat(frame("number.min", joined(numbers), "", ""), String.valueOf(numbers.getFirst()));
            }
            default -> {
                var step = dice.of(1, 1, 2, 3, 5, 10);
                yield Chatml.chat("Go on: " + a + ", " + (a + step) + ", " + (a + 2 * step), String.valueOf(a + 3 * step));
            }
        };
    }

    private String joined(List<Integer> numbers) {
        return dice.shuffled(numbers).stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private String frame(String rule, String x, String y, String z) {
        return grammar.expand(rule, dice, new HashMap<>(Map.of("x", x, "y", y, "z", z)));
    }
}
