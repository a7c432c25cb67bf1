package dev.atelier.domain.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.TrainingConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Rank and alpha of the adapter beside every matrix of every layer; rank 0: none. Read from a run's settings, and said by settings again in the smallest
 * form there is: common rank and alpha, names of matrices, layers_to_transform, and rank_pattern and alpha_pattern for what differs.
 */
public final class RankMap {
    /** In exclude_modules: nothing is adapted. */
    public static final String NOTHING = ".*";

    private final Map<String, Linear> block;
    private final List<String> columns;
    private final String[][] paths;
    private final int[][] ranks;
    private final double[][] alphas;

    /** A matrix of a layer: numbers of both, from 0. */
    public record Cell(int layer, int column) {}

    private RankMap(Map<String, Linear> block, String[][] paths, int[][] ranks, double[][] alphas) {
        this.block = block;
        this.columns = List.copyOf(block.keySet());
        this.paths = paths;
        this.ranks = ranks;
        this.alphas = alphas;
    }

    /** What {@code settings} adapt in {@code model}. */
    public static RankMap of(ModelConfig model, TrainingConfig settings) {
        var block = TargetNames.of(model.blockLinears());
        Map<String, Integer> column = new HashMap<>();
        block.values().forEach(linear -> column.put(linear.inBlock(), column.size()));
        var paths = new String[model.layers()][block.size()];
        model.linears().forEach(linear -> paths[ModelConfig.layerOf(linear.path())][Objects.requireNonNull(column.get(linear.inBlock()))] = linear.path());
        var out = new RankMap(block, paths, new int[model.layers()][block.size()], new double[model.layers()][block.size()]);
        for (var target : Targets.matching(model, settings)) {
            int layer = ModelConfig.layerOf(target.linear().path());
            int at = Objects.requireNonNull(column.get(target.linear().inBlock()));
            out.ranks[layer][at] = target.rank();
            out.alphas[layer][at] = target.alpha();
        }
        return out;
    }

    public int layers() {
        return ranks.length;
    }

    /** The block's matrices by names that tell them apart. */
    public List<String> columns() {
        return columns;
    }

    /** One of them in the first layer: its shape is that of all layers. */
    public Linear linear(int column) {
        return Objects.requireNonNull(block.get(columns.get(column)));
    }

    public int rank(int layer, int column) {
        return ranks[layer][column];
    }

    /** 0 without an adapter. */
    public double alpha(int layer, int column) {
        return alphas[layer][column];
    }

    /** Every cell there is. */
    public List<Cell> cells() {
        return IntStream.range(0, layers()).boxed().flatMap(layer -> IntStream.range(0, columns.size()).mapToObj(column -> new Cell(layer, column))).toList();
    }

    /** Those with an adapter. */
    public List<Cell> adapted() {
        return cells().stream().filter(cell -> rank(cell.layer(), cell.column()) > 0).toList();
    }

    /** The same with {@code rank} and {@code alpha} in some cells; rank 0 takes their adapters away. */
    public RankMap with(Collection<Cell> cells, int rank, double alpha) {
        var out = new RankMap(block, paths, Arrays.stream(ranks).map(int[]::clone).toArray(int[][]::new), Arrays.stream(alphas).map(double[]::clone).toArray(double[][]::new));
        for (Cell cell : cells) {
            out.ranks[cell.layer()][cell.column()] = rank;
            out.alphas[cell.layer()][cell.column()] = rank == 0 ? 0 : alpha;
        }
        return out;
    }

    /** Adapters in the layers {@code rows} beside the matrices {@code chosen} and nowhere else: those that are there stay, new ones get {@code rank} and {@code alpha}. */
    public RankMap only(Set<Integer> rows, Set<Integer> chosen, int rank, double alpha) {
        var in = cells().stream().collect(Collectors.partitioningBy(cell -> rows.contains(cell.layer()) && chosen.contains(cell.column())));
        return with(in.getOrDefault(false, List.of()), 0, 0).with(in.getOrDefault(true, List.of()).stream().filter(cell -> rank(cell.layer(), cell.column()) == 0).toList(), rank, alpha);
    }

    /** The settings that say this map, by name; {@code now}: those whose rank and alpha stay if they serve as well as others. */
    public ObjectNode settings(TrainingConfig now) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        var adapted = CellSet.of(layers(), columns.size(), (layer, column) -> ranks[layer][column] > 0);
        if (adapted.size() == 0) {
            out.putArray("exclude_modules").add(NOTHING);
            out.putObject("rank_pattern");
            out.putObject("alpha_pattern");
            return out;
        }
        out.putArray("exclude_modules");
        var keys = new RankPatterns(List.copyOf(block.values()), layers());
        targets(adapted, keys, out);
        double[][] rank = Arrays.stream(ranks).map(row -> Arrays.stream(row).asDoubleStream().toArray()).toArray(double[][]::new);
        double commonRank = RankPatterns.common(values(rank, adapted), now.rank());
        double commonAlpha = RankPatterns.common(values(alphas, adapted), now.alpha());
        out.put("rank", (int) commonRank).put("alpha", commonAlpha);
        ObjectNode ranksOfOthers = out.putObject("rank_pattern");
        keys.of(rank, adapted, commonRank).forEach((key, value) -> ranksOfOthers.put(key, value.intValue()));
        keys.of(alphas, adapted, commonAlpha).forEach(out.putObject("alpha_pattern")::put);
        return out;
    }

    private static DoubleStream values(double[][] of, CellSet cells) {
        return IntStream.range(0, of.length).boxed().flatMapToDouble(layer -> cells.columns(layer).stream().mapToDouble(column -> of[layer][column]));
    }

    /** Which matrices: their names and which layers, where that is enough; else a name or regular expression for each group of cells. */
    private void targets(CellSet adapted, RankPatterns keys, ObjectNode out) {
        var rows = adapted.usedLayers();
        var chosen = adapted.usedColumns();
        var names = out.putArray("target_modules");
        var numbers = out.putArray("layers_to_transform");
        if (adapted.size() == rows.cardinality() * chosen.cardinality()) {
            TargetNames.targets(block, chosen.stream().mapToObj(columns::get).collect(Collectors.toSet())).forEach(names::add);
            if (rows.cardinality() < layers()) {
                rows.stream().forEach(row -> numbers.add(Integer.toString(row)));
            }
        } else {
            keys.targets(adapted).forEach(names::add);
        }
    }

    /** Keys of rank_pattern and alpha_pattern in {@code settings} that mean no adapted matrix. */
    public List<String> unused(TrainingConfig settings) {
        var adapted = adapted().stream().map(cell -> paths[cell.layer()][cell.column()]).toList();
        var keys = new ArrayList<>(settings.rankPattern().keySet());
        settings.alphaPattern().keySet().stream().filter(key -> !keys.contains(key)).forEach(keys::add);
        return keys.stream().filter(key -> adapted.stream().noneMatch(Targets.end(key)::matches)).toList();
    }

    /** The columns that have an adapter in some layer. */
    public Set<Integer> columnsInUse() {
        return adapted().stream().map(Cell::column).collect(Collectors.toSet());
    }

    /** The layers that have an adapter. */
    public Set<Integer> layersInUse() {
        return adapted().stream().map(Cell::layer).collect(Collectors.toSet());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RankMap map && columns.equals(map.columns) && Arrays.deepEquals(ranks, map.ranks) && Arrays.deepEquals(alphas, map.alphas);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(ranks);
    }

    /** One line for each layer. */
    @Override
    public String toString() {
        return columns + "\n" + IntStream.range(0, layers()).mapToObj(layer -> Arrays.toString(ranks[layer]) + " " + Arrays.toString(alphas[layer])).collect(Collectors.joining("\n"));
    }
}
