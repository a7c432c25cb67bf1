package dev.atelier.domain.model;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.Stream;

/** Some cells of a map, by layer and by column: a map of a large model has a thousand, looked at while somebody paints. */
final class CellSet {
    private final BitSet[] columnsOf;
    private final BitSet[] layersOf;

    /** Says of a cell whether it belongs to a set. */
    @FunctionalInterface
    interface Test {
        boolean holds(int layer, int column);
    }

    CellSet(int layers, int columns) {
        columnsOf = Stream.generate(BitSet::new).limit(layers).toArray(BitSet[]::new);
        layersOf = Stream.generate(BitSet::new).limit(columns).toArray(BitSet[]::new);
    }

    static CellSet of(int layers, int columns, Test test) {
        var out = new CellSet(layers, columns);
        for (int layer = 0; layer < layers; layer++) {
            for (int column = 0; column < columns; column++) {
                if (test.holds(layer, column)) {
                    out.add(layer, column);
                }
            }
        }
        return out;
    }

    void add(int layer, int column) {
        columnsOf[layer].set(column);
        layersOf[column].set(layer);
    }

    /** The columns of a layer; not to be changed, as the layers of a column. */
    BitSet columns(int layer) {
        return columnsOf[layer];
    }

    BitSet layers(int column) {
        return layersOf[column];
    }

    /** Whether this has all cells of {@code other}'s column. */
    boolean hasColumn(CellSet other, int column) {
        BitSet more = (BitSet) other.layersOf[column].clone();
        more.andNot(layersOf[column]);
        return more.isEmpty();
    }

    CellSet without(BitSet columns) {
        return of(columnsOf.length, layersOf.length, (layer, column) -> columnsOf[layer].get(column) && !columns.get(column));
    }

    /** Layers with a cell. */
    BitSet usedLayers() {
        return used(columnsOf);
    }

    /** Columns with a cell. */
    BitSet usedColumns() {
        return used(layersOf);
    }

    private static BitSet used(BitSet[] lines) {
        var out = new BitSet();
        for (int i = 0; i < lines.length; i++) {
            out.set(i, !lines[i].isEmpty());
        }
        return out;
    }

    int size() {
        return Arrays.stream(columnsOf).mapToInt(BitSet::cardinality).sum();
    }
}
