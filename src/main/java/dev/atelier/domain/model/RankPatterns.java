package dev.atelier.domain.model;

import dev.atelier.domain.model.RankMap.Cell;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keys as PEFT's rank_pattern has them, each for a group of cells of a map: a matrix's name where it means the whole column, {@code layers\.3\..*} for a
 * row, {@code layers\.(1|4)\.mlp\..*} and the like for a part. Grouped by columns, by rows or by both, whichever takes fewer characters.
 */
final class RankPatterns {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.]+");

    private final List<Linear> block;
    private final List<String> names;
    private final String[][] paths;

    /** @param paths of the modules, by layer and column */
    RankPatterns(List<Linear> block, String[][] paths) {
        this.block = block;
        this.names = List.copyOf(TargetNames.of(block).keySet());
        this.paths = paths;
    }

    /** The most frequent value; of several the one that is now, else the greatest. */
    static double common(Collection<Double> values, double now) {
        Map<Double, Long> counts = values.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return counts.entrySet().stream().max(Map.Entry.<Double, Long>comparingByValue().thenComparing(entry -> entry.getKey() == now).thenComparing(Map.Entry.comparingByKey())).orElseThrow().getKey();
    }

    /** Keys with their values for the cells whose value is not {@code common}; no key means a cell of another value. */
    Map<String, Double> of(Map<Cell, Double> values, double common) {
        var out = new LinkedHashMap<String, Double>();
        for (double value : new TreeSet<>(values.values())) {
            if (value != common) {
                keys(values.keySet().stream().filter(cell -> values.getOrDefault(cell, common) == value).collect(Collectors.toSet()), values.keySet(), this::ends).forEach(key -> out.put(key, value));
            }
        }
        return out;
    }

    /** The same cells as target_modules name them: a regular expression there is for the whole path, and has to mean no module that is no matrix. */
    List<String> targets(Set<Cell> chosen, Set<Cell> all) {
        return keys(chosen, all, columns -> columns.stream().map(column -> block.get(column).inBlock()).toList()).stream().map(key -> PLAIN.matcher(key).matches() ? key : "(.*\\.)?" + key).toList();
    }

    private List<String> keys(Set<Cell> chosen, Set<Cell> relevant, Function<SortedSet<Integer>, List<String>> ends) {
        var whole = lines(chosen, Cell::column, Cell::layer).keySet().stream().filter(column -> meantByName(column, chosen, relevant)).toList();
        var rest = chosen.stream().filter(cell -> !whole.contains(cell.column())).collect(Collectors.toSet());
        List<String> named = whole.stream().map(names::get).toList();
        var cross = new ArrayList<>(named);
        cross.addAll(byRow(rest, chosen, relevant, ends));
        var byColumn = new ArrayList<>(named);
        byColumn.addAll(byColumn(rest, ends));
        return Stream.of(byColumn, byRow(chosen, chosen, relevant, ends), cross).min(Comparator.comparingInt(RankPatterns::length)).orElseThrow();
    }

    private static int length(List<String> keys) {
        return keys.stream().mapToInt(key -> key.length() + 8).sum();
    }

    /** Whether a column's name means all of its cells, and no other cell of another value. */
    private boolean meantByName(int column, Set<Cell> chosen, Set<Cell> relevant) {
        return relevant.stream().allMatch(cell -> chosen.contains(cell) || cell.column() != column && !means(names.get(column), cell));
    }

    private List<String> byColumn(Set<Cell> cells, Function<SortedSet<Integer>, List<String>> ends) {
        var parts = new LinkedHashMap<SortedSet<Integer>, SortedSet<Integer>>();
        lines(cells, Cell::column, Cell::layer).forEach((column, layers) -> parts.computeIfAbsent(layers, each -> new TreeSet<>()).add(column));
        return parts.entrySet().stream().map(part -> key(part.getKey(), ends.apply(part.getValue()))).toList();
    }

    /** For {@code cells}, some of those chosen: a row that is chosen whole is said as a whole. */
    private List<String> byRow(Set<Cell> cells, Set<Cell> chosen, Set<Cell> relevant, Function<SortedSet<Integer>, List<String>> ends) {
        var chosenRows = lines(chosen, Cell::layer, Cell::column);
        var relevantRows = lines(relevant, Cell::layer, Cell::column);
        var parts = new LinkedHashMap<SortedSet<Integer>, SortedSet<Integer>>();
        lines(cells, Cell::layer, Cell::column).forEach((layer, columns) -> {
            boolean whole = relevantRows.getOrDefault(layer, columns).equals(chosenRows.get(layer));
            parts.computeIfAbsent(whole ? all() : columns, each -> new TreeSet<>()).add(layer);
        });
        return parts.entrySet().stream().map(part -> key(part.getValue(), ends.apply(part.getKey()))).toList();
    }

    private boolean means(String name, Cell cell) {
        String path = paths[cell.layer()][cell.column()];
        return path.equals(name) || path.endsWith("." + name);
    }

    private SortedSet<Integer> all() {
        var out = new TreeSet<Integer>();
        for (int i = 0; i < block.size(); i++) {
            out.add(i);
        }
        return out;
    }

    private static Map<Integer, SortedSet<Integer>> lines(Set<Cell> cells, Function<Cell, Integer> line, Function<Cell, Integer> place) {
        var out = new TreeMap<Integer, SortedSet<Integer>>();
        cells.forEach(cell -> out.computeIfAbsent(line.apply(cell), each -> new TreeSet<>()).add(place.apply(cell)));
        return out;
    }

    private String key(SortedSet<Integer> layers, List<String> ends) {
        String path = block.getFirst().path();
        String before = path.substring(0, path.length() - block.getFirst().inBlock().length() - 1).replaceFirst("\\.?\\d+$", ""); // such as model.layers
        String word = before.substring(before.lastIndexOf('.') + 1);
        String numbers = layers.size() == paths.length ? "\\d+" : LayerNumbers.of(layers);
        if (PLAIN.matcher(numbers).matches() && ends.size() == 1 && PLAIN.matcher(ends.getFirst()).matches()) {
            return word + "." + numbers + "." + ends.getFirst();
        }
        String end = ends.stream().map(each -> PLAIN.matcher(each).matches() ? each.replace(".", "\\.") : each).collect(Collectors.joining("|"));
        return word + "\\." + numbers + "\\." + (ends.size() == 1 ? end : "(" + end + ")");
    }

    /** The matrices' paths in the block; {@code mlp\..*} where all of a part are meant. */
    private List<String> ends(SortedSet<Integer> columns) {
        if (columns.size() == block.size()) {
            return List.of(".*");
        }
        var out = new ArrayList<String>();
        Map<String, List<Integer>> parts = new HashMap<>();
        for (int i = 0; i < block.size(); i++) {
            parts.computeIfAbsent(part(i), each -> new ArrayList<>()).add(i);
        }
        for (int column : columns) {
            List<Integer> part = parts.getOrDefault(part(column), List.of());
            boolean whole = part.size() > 1 && columns.containsAll(part);
            String end = whole ? part(column).replace(".", "\\.") + "\\..*" : block.get(column).inBlock();
            if (!out.contains(end)) {
                out.add(end);
            }
        }
        out.sort(Comparator.comparing(end -> !end.endsWith(".*")));
        return out;
    }

    /** The module a matrix is in, such as {@code self_attn}; its own path where it stands alone. */
    private String part(int column) {
        String path = block.get(column).inBlock();
        int dot = path.indexOf('.');
        return dot < 0 ? path : path.substring(0, dot);
    }
}
