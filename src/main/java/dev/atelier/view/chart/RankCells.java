package dev.atelier.view.chart;

import java.util.List;

/** The adapters' ranks for a {@link RankGrid}: a row for each layer, a column for each matrix; 0: none. */
public record RankCells(List<String> columns, List<List<Integer>> ranks) {
    /** A cell; row -1 means the whole column, column -1 the whole row, both everything. */
    public record Spot(int row, int column) {
        /** Whether it means more than one cell. */
        public boolean whole() {
            return row < 0 || column < 0;
        }
    }

    public RankCells {
        columns = List.copyOf(columns);
        ranks = ranks.stream().map(List::copyOf).toList();
    }

    int rows() {
        return ranks.size();
    }

    int rank(int row, int column) {
        return ranks.get(row).get(column);
    }

    /** How strong a rank's colour is: a step for each doubling, full from 256 on. */
    static double strength(int rank) {
        return rank == 0 ? 0 : Math.min(1, 0.14 + 0.86 * Math.log(rank) / Math.log(256));
    }
}
