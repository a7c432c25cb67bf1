package dev.atelier.view.adapter;

import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.model.Linear;
import dev.atelier.domain.model.RankMap;
import dev.atelier.domain.model.RankMap.Cell;
import dev.atelier.memory.MemoryEstimate;
import dev.atelier.ui.Messages;
import dev.atelier.view.chart.RankCells.Spot;
import dev.atelier.view.chart.Units;
import dev.atelier.view.project.MemoryNeed;
import java.util.List;

/** What a cell, a row or a column of the map of ranks is: shape, rank, values and bytes, in words. */
final class RankWords {
    private static final long FLOAT = 4;
    private final MemoryNeed need;
    private final Units units;
    private final Messages.Texts texts;

    RankWords(MemoryNeed need, Units units, Messages messages) {
        this.need = need;
        this.units = units;
        this.texts = messages.of(getClass());
    }

    /** Values of the adapters in {@code cells}. */
    static long values(RankMap map, List<Cell> cells, TrainingConfig config) {
        return cells.stream().mapToLong(cell -> {
            int rank = map.rank(cell.layer(), cell.column());
            Linear linear = map.linear(cell.column());
            return rank == 0 ? 0 : linear.adapterSize(rank) + (config.useDora() ? linear.out() : 0);
        }).sum();
    }

    /** In sentences. */
    String about(RankMap map, List<Cell> cells, Spot spot, TrainingConfig config) {
        if (spot.whole()) {
            return texts.get("adapter.map.about.many", where(map, spot), adapted(map, cells), units.count(cells.size()), units.count(values(map, cells, config)), training(values(map, cells, config)));
        }
        Linear linear = map.linear(spot.column());
        String matrix = texts.get("adapter.map.about.matrix", where(map, spot), units.count(linear.in()), units.count(linear.out()), units.count(linear.size()));
        int rank = map.rank(spot.row(), spot.column());
        if (rank == 0) {
            long more = linear.adapterSize(config.rank());
            return matrix + "\n" + texts.get("adapter.map.about.none", config.rank(), units.count(more), training(more));
        }
        long values = values(map, cells, config);
        double alpha = map.alpha(spot.row(), spot.column());
        return matrix + "\n" + texts.get("adapter.map.about.rank", rank, units.count(linear.in()), units.count(linear.out()), units.count(linear.adapterSize(rank)),
                units.percent((double) linear.adapterSize(rank) / linear.size())) + "\n" + texts.get("adapter.map.about.bytes", units.bytes(values * FLOAT), training(values)) + "\n"
                + texts.get(config.useRslora() ? "adapter.map.about.rslora" : "adapter.map.about.alpha", number(alpha), rank,
                        units.number(alpha / (config.useRslora() ? Math.sqrt(rank) : rank), 2));
    }

    /** In one line. */
    String line(RankMap map, List<Cell> cells, Spot spot, TrainingConfig config) {
        long values = values(map, cells, config);
        if (spot.whole()) {
            return texts.get("adapter.map.line.many", where(map, spot), adapted(map, cells), units.count(cells.size()), units.count(values), training(values));
        }
        int rank = map.rank(spot.row(), spot.column());
        return rank == 0 ? texts.get("adapter.map.line.none", where(map, spot))
                : texts.get("adapter.map.line", where(map, spot), rank, number(map.alpha(spot.row(), spot.column())), units.count(values), training(values));
    }

    private String where(RankMap map, Spot spot) {
        if (spot.row() < 0) {
            return spot.column() < 0 ? texts.get("adapter.map.all") : texts.get("adapter.map.column", map.columns().get(spot.column()));
        }
        return spot.column() < 0 ? texts.get("adapter.map.row", spot.row()) : texts.get("adapter.map.cell", spot.row(), map.columns().get(spot.column()));
    }

    private String adapted(RankMap map, List<Cell> cells) {
        return units.count(cells.stream().filter(cell -> map.rank(cell.layer(), cell.column()) > 0).count());
    }

    private String number(double value) {
        return units.number(value, value == Math.rint(value) ? 0 : 2);
    }

    /** What so many trained values take while training: themselves, their gradients, the optimizer's states. */
    private String training(long values) {
        MemoryEstimate estimate = need.estimateProperty().get();
        if (estimate == null || estimate.trainableParameters() == 0) {
            return units.bytes(values * 4 * FLOAT);
        }
        var parts = estimate.parts();
        return units.bytes(Math.round((double) values * (parts.adapters() + parts.gradients() + parts.optimizer()) / estimate.trainableParameters()));
    }
}
