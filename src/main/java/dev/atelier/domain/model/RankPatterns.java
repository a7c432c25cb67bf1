package dev.atelier.domain.model;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Keys as PEFT's rank_pattern has them, each for a group of cells of a map: a matrix's name where it means the whole column, {@code layers\.3\..*} for a
 * row, {@code layers\.(1|4)\.mlp\..*} and the like for a part. Grouped by columns, by rows or by both, whichever takes fewer characters.
 */
final class RankPatterns {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.]+");

    private final List<Linear> block;
    private final List<String> names;
    private final int layers;
    private final String word;
    private final BitSet[] alike;
    private final Map<String, BitSet> parts = new HashMap<>();
    private final Map<List<String>, String> patterns = new HashMap<>();
    private final Map<BitSet, String> numbers = new HashMap<>();
    private final Map<BitSet, List<String>> ends = new HashMap<>();

    RankPatterns(List<Linear> block, int layers) {
        this.block = block;
        this.names = List.copyOf(TargetNames.of(block).keySet());
        this.layers = layers;
        String path = block.getFirst().path();
        String before = path.substring(0, path.length() - block.getFirst().inBlock().length() - 1).replaceFirst("\\.?\\d+$", ""); // such as model.layers
        this.word = before.substring(before.lastIndexOf('.') + 1);
        for (int i = 0; i < block.size(); i++) {
            parts.computeIfAbsent(part(block.get(i)), each -> new BitSet()).set(i);
        }
        this.alike = names.stream().map(this::meant).toArray(BitSet[]::new);
    }

    /** The columns whose paths end with a name. */
    private BitSet meant(String name) {
        var out = new BitSet();
        for (int i = 0; i < block.size(); i++) {
            out.set(i, ("." + block.get(i).path()).endsWith("." + name));
        }
        return out;
    }

    /** The most frequent value; of several the one that is now, else the greatest. */
    static double common(DoubleStream values, double now) {
        Map<Double, Long> counts = values.boxed().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return counts.entrySet().stream().max(Map.Entry.<Double, Long>comparingByValue().thenComparing(entry -> entry.getKey() == now).thenComparing(Map.Entry.comparingByKey())).orElseThrow().getKey();
    }

    /** Keys with their values for the cells whose value, by layer and column, is not {@code common}; no key means a relevant cell of another value. */
    Map<String, Double> of(double[][] values, CellSet relevant, double common) {
        var groups = new TreeMap<Double, CellSet>();
        for (int layer = 0; layer < layers; layer++) {
            double[] row = values[layer];
            int now = layer;
            relevant.columns(layer).stream().filter(column -> row[column] != common).forEach(column -> groups.computeIfAbsent(row[column], each -> new CellSet(layers, block.size())).add(now, column));
        }
        var out = new LinkedHashMap<String, Double>();
        groups.forEach((value, chosen) -> keys(chosen, relevant, this::ends).forEach(key -> out.put(key, value)));
        return out;
    }

    /** The same cells as target_modules name them: a regular expression there is for the whole path, and has to mean no module that is no matrix. */
    List<String> targets(CellSet chosen) {
        var all = CellSet.of(layers, block.size(), (layer, column) -> true);
        return keys(chosen, all, columns -> columns.stream().mapToObj(column -> block.get(column).inBlock()).toList()).stream().map(key -> PLAIN.matcher(key).matches() ? key : "(.*\\.)?" + key).toList();
    }

    private List<String> keys(CellSet chosen, CellSet relevant, Function<BitSet, List<String>> ends) {
        var whole = new BitSet();
        chosen.usedColumns().stream().filter(column -> alike[column].stream().allMatch(each -> chosen.hasColumn(relevant, each))).forEach(whole::set);
        var rest = chosen.without(whole);
        List<String> named = whole.stream().mapToObj(names::get).toList();
        var cross = new ArrayList<>(named);
        cross.addAll(byRow(rest, chosen, relevant, ends));
        var byColumn = new ArrayList<>(named);
        byColumn.addAll(byColumn(rest, ends));
        return Stream.of(byColumn, named.isEmpty() ? cross : byRow(chosen, chosen, relevant, ends), cross).min(Comparator.comparingInt(RankPatterns::length)).orElseThrow();
    }

    private static int length(List<String> keys) {
        return keys.stream().mapToInt(key -> key.length() + 8).sum();
    }

    private List<String> byColumn(CellSet cells, Function<BitSet, List<String>> ends) {
        var groups = new LinkedHashMap<BitSet, BitSet>();
        cells.usedColumns().stream().forEach(column -> groups.computeIfAbsent(cells.layers(column), each -> new BitSet()).set(column));
        return groups.entrySet().stream().map(group -> key(group.getKey(), ends.apply(group.getValue()))).toList();
    }

    /** For {@code cells}, some of those chosen: a row that is chosen whole is said as a whole. */
    private List<String> byRow(CellSet cells, CellSet chosen, CellSet relevant, Function<BitSet, List<String>> ends) {
        var all = new BitSet();
        all.set(0, block.size());
        var groups = new LinkedHashMap<BitSet, BitSet>();
        cells.usedLayers().stream().forEach(layer -> {
            boolean whole = relevant.columns(layer).equals(chosen.columns(layer));
            groups.computeIfAbsent(whole ? all : cells.columns(layer), each -> new BitSet()).set(layer);
        });
        return groups.entrySet().stream().map(group -> key(group.getValue(), ends.apply(group.getKey()))).toList();
    }

    private String written(BitSet meant) {
        return meant.cardinality() == layers ? "\\d+" : meant.cardinality() == 1 ? Integer.toString(meant.nextSetBit(0)) : LayerNumbers.of(meant.stream().boxed().collect(Collectors.toCollection(TreeSet::new)));
    }

    private String key(BitSet meant, List<String> ends) {
        String number = numbers.computeIfAbsent(meant, this::written);
        String end = patterns.computeIfAbsent(ends, RankPatterns::pattern);
        return PLAIN.matcher(number).matches() && ends.size() == 1 && PLAIN.matcher(ends.getFirst()).matches() ? word + "." + number + "." + ends.getFirst() : word + "\\." + number + "\\." + end;
    }

    private static String pattern(List<String> ends) {
        String end = ends.stream().map(each -> PLAIN.matcher(each).matches() ? each.replace(".", "\\.") : each).collect(Collectors.joining("|"));
        return ends.size() == 1 ? end : "(" + end + ")";
    }

    /** The matrices' paths in the block; {@code mlp\..*} where all of a part are meant. */
    private List<String> ends(BitSet columns) {
        return ends.computeIfAbsent(columns, this::made);
    }

    private List<String> made(BitSet columns) {
        if (columns.cardinality() == block.size()) {
            return List.of(".*");
        }
        var out = new ArrayList<String>();
        for (int column : columns.stream().toArray()) {
            String part = part(block.get(column));
            BitSet all = parts.getOrDefault(part, columns);
            boolean whole = all.cardinality() > 1 && all.stream().allMatch(columns::get);
            String end = whole ? part.replace(".", "\\.") + "\\..*" : block.get(column).inBlock();
            if (!out.contains(end)) {
                out.add(end);
            }
        }
        out.sort(Comparator.comparing(end -> !end.endsWith(".*")));
        return out;
    }

    /** The module a matrix is in, such as {@code self_attn}; its own path where it stands alone. */
    private static String part(Linear matrix) {
        String path = matrix.inBlock();
        int dot = path.indexOf('.');
        return dot < 0 ? path : path.substring(0, dot);
    }
}
