package dev.atelier.starter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A context-free grammar with memory, read from text: {@code [rule]} opens a rule, each further line is one alternative ({@code [*rule]}: several,
 * separated by commas), {@code #} starts a comment.
 *
 * <pre>
 *   {x}        the value bound to x in this text, else an expansion of rule x
 *   {^x}       the same with its first letter in upper case
 *   {x=rule}   expands the rule, binds x and prints it; {!x=rule} binds in silence; {x=rule/y/z} draws until it differs from y and z
 *   {x.2}      second field of the bound value, fields being separated by |
 *   {&#64;x.rule}  expands the rule whose name is x's value, a dot and "rule"
 *   {rule()}   expands in a fresh scope: nothing bound outside is seen, nothing bound inside stays
 *   {3-40}     a whole number of that range
 * </pre>
 */
final class Grammar {
    private final Map<String, List<Template>> rules = new LinkedHashMap<>();
    private final Map<String, List<String>> lines = new HashMap<>();

    /** Reads resources of this package, in order; a rule opened twice gets the alternatives of both. */
    static Grammar load(String... resources) {
        var grammar = new Grammar();
        for (var resource : resources) {
            grammar.read(resource, text(resource));
        }
        return grammar;
    }

    static String text(String resource) {
        try (var in = Grammar.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(String resource, String text) {
        var rule = "";
        var words = false;
        for (var line : text.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("[") && line.endsWith("]") && !line.contains("\"")) {
                words = line.startsWith("[*");
                rule = line.substring(words ? 2 : 1, line.length() - 1);
                continue;
            }
            if (rule.isEmpty()) {
                throw new IllegalStateException(resource + ": a line before the first rule: " + line);
            }
            for (var alternative : words ? List.of(line.split(", *")) : List.of(line.replace("\\n", "\n"))) {
                lines.computeIfAbsent(rule, r -> new ArrayList<>()).add(alternative);
                rules.computeIfAbsent(rule, r -> new ArrayList<>()).add(Template.parse(alternative));
            }
        }
    }

    boolean has(String rule) {
        return rules.containsKey(rule);
    }

    /** A rule's alternatives as written. */
    List<String> lines(String rule) {
        var found = lines.get(rule);
        if (found == null) {
            throw new IllegalStateException("no rule " + rule);
        }
        return found;
    }

    String expand(String rule, Dice dice) {
        return expand(rule, dice, new HashMap<>());
    }

    /** Expands with names already bound; what the text binds is added to {@code bound}. */
    String expand(String rule, Dice dice, Map<String, String> bound) {
        var out = new StringBuilder(160);
        write(rule, dice, bound, out);
        return out.toString();
    }

    /** Expands one given alternative instead of a rule. */
    String fill(String alternative, Dice dice, Map<String, String> bound) {
        var out = new StringBuilder(160);
        write(Template.parse(alternative), dice, bound, out);
        return out.toString();
    }

    private void write(String rule, Dice dice, Map<String, String> bound, StringBuilder out) {
        var found = rules.get(rule);
        if (found == null) {
            throw new IllegalStateException("no rule " + rule);
        }
        write(found.get(dice.below(found.size())), dice, bound, out);
    }

    private void write(Template template, Dice dice, Map<String, String> bound, StringBuilder out) {
        for (var part : template.parts()) {
            switch (part) {
                case Template.Text t -> out.append(t.text());
                case Template.Range n -> out.append(dice.between(n.low(), n.high()));
                case Template.Slot s -> slot(s, dice, bound, out);
            }
        }
    }

    private void slot(Template.Slot slot, Dice dice, Map<String, String> bound, StringBuilder out) {
        var start = out.length();
        var known = slot.variable() == null ? null : bound.get(slot.variable());
        if (known != null && slot.rule().isEmpty()) {
            out.append(slot.field() == 0 ? known : field(known, slot.field()));
        } else if (slot.variable() != null && !slot.rule().isEmpty()) {
            out.append(bind(slot, dice, bound, known));
        } else {
            write(slot.indirect() ? indirect(slot, bound) : slot.name(), dice, slot.fresh() ? new HashMap<>() : bound, out);
        }
        if (slot.silent()) {
            out.setLength(start);
        } else if (slot.upper() && out.length() > start) {
            out.setCharAt(start, Character.toUpperCase(out.charAt(start)));
        }
    }

    private String bind(Template.Slot slot, Dice dice, Map<String, String> bound, @Nullable String known) {
        if (known != null) {
            return known;
        }
        var value = expand(slot.indirect() ? indirect(slot, bound) : slot.rule(), dice, bound);
        for (var tries = 0; tries < 20 && slot.others().contains(value, bound); tries++) {
            value = expand(slot.indirect() ? indirect(slot, bound) : slot.rule(), dice, bound);
        }
        bound.put(Objects.requireNonNull(slot.variable()), value);
        return value;
    }

    private static String indirect(Template.Slot slot, Map<String, String> bound) {
        var name = slot.rule().isEmpty() ? slot.name() : slot.rule();
        var dot = name.indexOf('.');
        return bound.get(name.substring(0, dot)) + name.substring(dot);
    }

    /** The n-th field, from 1, of a value whose fields are separated by |. */
    static String field(String value, int n) {
        return value.split("\\|", -1)[n - 1];
    }
}
