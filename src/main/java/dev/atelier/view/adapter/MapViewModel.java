package dev.atelier.view.adapter;

import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.TrainingConfig.Method;
import dev.atelier.domain.UserError;
import dev.atelier.domain.model.RankMap;
import dev.atelier.domain.model.RankMap.Cell;
import dev.atelier.ui.Messages;
import dev.atelier.view.chart.RankCells;
import dev.atelier.view.chart.RankCells.Spot;
import dev.atelier.view.chart.RankPainter;
import dev.atelier.view.project.Config;
import dev.atelier.view.project.InitAdapter;
import dev.atelier.view.project.ModelChoice;
import dev.atelier.view.project.ModelFacts;
import dev.atelier.view.project.Project;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.binding.ObjectBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import org.jspecify.annotations.Nullable;

/** The map of ranks: what the settings adapt, layer by layer, to paint on. A stroke is one step to undo. */
public final class MapViewModel implements RankPainter {
    private static final String STEADY = "adapter.map.steady";
    private static final int HIGHEST = 4096;
    private final Config config;
    private final InitAdapter start;
    private final ModelChoice model;
    private final RankWords words;
    private final Messages.Texts texts;
    private final ObjectBinding<@Nullable RankMap> map;
    private final ObjectBinding<@Nullable RankCells> cells;
    private final BooleanBinding paintable;
    private final IntegerProperty brush = new SimpleIntegerProperty(this, "brush");
    private final BooleanProperty steady = new SimpleBooleanProperty(this, "steady");
    private final IntegerProperty last = new SimpleIntegerProperty(this, "last", 8);
    private Object stroke = new Object();
    private int painted;

    MapViewModel(Config config, InitAdapter start, ModelChoice model, Project project, RankWords words, Messages messages) {
        this.config = config;
        this.start = start;
        this.model = model;
        this.words = words;
        this.texts = messages.of(getClass());
        map = Bindings.createObjectBinding(this::read, model.factsProperty(), start.effectiveProperty());
        cells = Bindings.createObjectBinding(this::shown, map);
        paintable = Bindings.createBooleanBinding(() -> map.get() != null && now().method() == Method.LORA && config.current().initAdapter().isEmpty(), map, start.effectiveProperty());
        brush.set(config.current().rank());
        steady.set(project.get(STEADY).map(Boolean::valueOf).orElse(true));
        steady.addListener((property, was, is) -> project.put(STEADY, is.toString()));
    }

    private TrainingConfig now() {
        return start.effectiveProperty().get();
    }

    private @Nullable RankMap read() {
        ModelFacts facts = model.factsProperty().get();
        try {
            return facts == null ? null : RankMap.of(facts.shape(), now());
        } catch (UserError e) {
            return null; // a pattern that takes forever
        }
    }

    private @Nullable RankCells shown() {
        RankMap shown = map.get();
        return shown == null ? null : new RankCells(shown.columns(), IntStream.range(0, shown.layers())
                .mapToObj(layer -> IntStream.range(0, shown.columns().size()).map(column -> shown.rank(layer, column)).boxed().toList()).toList());
    }

    private void set(@Nullable RankMap next) {
        if (next != null && paintable.get()) {
            config.set(texts.get("adapter.undo.map"), Settings.with(config.current(), next.settings(config.current()), "map"), stroke);
        }
    }

    private static List<Cell> at(RankMap map, Spot spot) {
        return map.cells().stream().filter(cell -> (spot.row() < 0 || spot.row() == cell.layer()) && (spot.column() < 0 || spot.column() == cell.column())).toList();
    }

    /** An adapter's alpha: the common one, or what gives it the scale that the others have. */
    private double alpha(int rank) {
        TrainingConfig common = config.current();
        double share = (double) rank / common.rank();
        double alpha = steady.get() ? common.alpha() * (common.useRslora() ? Math.sqrt(share) : share) : common.alpha();
        return Math.clamp(Math.round(alpha * 100) / 100.0, 0.01, 65536);
    }

    /** Paints with the brush; what has its rank already loses it. */
    @Override
    public void start(Spot spot) {
        RankMap shown = map.get();
        if (shown != null) {
            stroke = new Object();
            boolean there = at(shown, spot).stream().allMatch(cell -> shown.rank(cell.layer(), cell.column()) == brush.get());
            painted = there ? 0 : brush.get();
            go(List.of(spot));
        }
    }

    @Override
    public void go(List<Spot> spots) {
        RankMap shown = map.get();
        set(shown == null ? null : shown.with(spots.stream().flatMap(spot -> at(shown, spot).stream()).toList(), painted, alpha(painted)));
    }

    @Override
    public void type(Spot spot, int rank, boolean again) {
        RankMap shown = map.get();
        stroke = again ? stroke : new Object();
        set(shown == null ? null : shown.with(at(shown, spot), rank, alpha(rank)));
    }

    @Override
    public void step(Spot spot, boolean up) {
        RankMap next = map.get();
        if (next == null) {
            return;
        }
        stroke = new Object();
        List<Cell> adapted = next.adapted();
        List<Cell> here = at(next, spot).stream().filter(adapted::contains).toList();
        if (here.isEmpty() && up) {
            next = next.with(at(next, spot), 1, alpha(1));
        }
        for (Cell cell : here) {
            int rank = next.rank(cell.layer(), cell.column());
            int then = up ? Math.min(HIGHEST, 2 * rank) : rank / 2;
            next = next.with(List.of(cell), then, alpha(then));
        }
        set(next);
    }

    /** Adapters in the layers that {@code rows} says, beside the matrices that have one somewhere; all if none has. */
    private void layers(IntPredicate rows) {
        RankMap shown = map.get();
        if (shown != null) {
            Set<Integer> columns = shown.columnsInUse();
            stroke = new Object();
            set(shown.only(IntStream.range(0, shown.layers()).filter(rows).boxed().collect(Collectors.toSet()),
                    columns.isEmpty() ? IntStream.range(0, shown.columns().size()).boxed().collect(Collectors.toSet()) : columns, config.current().rank(), config.current().alpha()));
        }
    }

    void everyLayer() {
        layers(layer -> true);
    }

    /** The last layers, as many as {@link #lastProperty} says. */
    void lastLayers() {
        RankMap shown = map.get();
        int from = shown == null ? 0 : shown.layers() - last.get();
        layers(layer -> layer >= from);
    }

    /** Every second layer, the last one among them. */
    void secondLayers() {
        RankMap shown = map.get();
        int odd = shown == null ? 0 : (shown.layers() - 1) % 2;
        layers(layer -> layer % 2 == odd);
    }

    /** An empty map to begin with. */
    void none() {
        stroke = new Object();
        RankMap shown = map.get();
        set(shown == null ? null : shown.with(shown.cells(), 0, 0));
    }

    @Override
    public String about(Spot spot) {
        RankMap shown = map.get();
        return shown == null ? "" : words.about(shown, at(shown, spot), spot, now());
    }

    @Override
    public String line(Spot spot) {
        RankMap shown = map.get();
        return shown == null ? "" : words.line(shown, at(shown, spot), spot, now());
    }

    /** The whole map in one line. */
    String summary() {
        RankMap shown = map.get();
        return shown == null ? texts.get("adapter.map.unknown") : words.line(shown, shown.cells(), new Spot(-1, -1), now());
    }

    /** Null while no model is known. */
    ObjectBinding<@Nullable RankMap> mapProperty() {
        return map;
    }

    ObjectBinding<@Nullable RankCells> cellsProperty() {
        return cells;
    }

    /** Whether the map can be changed: not for full fine-tuning, nor for an adapter gone on from. */
    BooleanBinding paintableProperty() {
        return paintable;
    }

    /** The rank to paint with; 0 takes adapters away. */
    public IntegerProperty brushProperty() {
        return brush;
    }

    /** Whether a painted cell's alpha is such that every adapter is scaled alike; else all have the common alpha. */
    public BooleanProperty steadyProperty() {
        return steady;
    }

    /** How many layers {@link #lastLayers} takes. */
    public IntegerProperty lastProperty() {
        return last;
    }
}
