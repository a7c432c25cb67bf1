package dev.atelier.view.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.TrainingConfig.Method;
import dev.atelier.domain.UserError;
import dev.atelier.domain.model.Linear;
import dev.atelier.domain.model.Part;
import dev.atelier.domain.model.RankMap;
import dev.atelier.domain.model.RankMap.Cell;
import dev.atelier.domain.model.TargetNames;
import dev.atelier.domain.model.Targets;
import dev.atelier.ui.Messages;
import dev.atelier.view.chart.Block;
import dev.atelier.view.chart.Matrix;
import dev.atelier.view.project.Config;
import dev.atelier.view.project.InitAdapter;
import dev.atelier.view.project.ModelChoice;
import dev.atelier.view.project.ModelFacts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.ObjectBinding;
import javafx.beans.binding.StringBinding;
import javafx.collections.FXCollections;
import javafx.collections.ObservableSet;
import javafx.collections.SetChangeListener;

/** Which matrices of the model's block carry an adapter: as boxes to switch, as presets, and what is wrong with the settings' names. */
public final class TargetsViewModel {
    private final Config config;
    private final InitAdapter start;
    private final ModelChoice model;
    private final Messages.Texts texts;
    private final ObservableSet<String> selected = FXCollections.observableSet();
    private final ObjectBinding<Block> block;
    private final StringBinding problem;
    private boolean showing;

    TargetsViewModel(Config config, InitAdapter start, ModelChoice model, Messages messages) {
        this.config = config;
        this.start = start;
        this.model = model;
        this.texts = messages.of(getClass());
        block = Bindings.createObjectBinding(this::drawn, model.factsProperty(), start.effectiveProperty());
        problem = Bindings.createStringBinding(this::wrong, model.factsProperty(), start.effectiveProperty(), start.problemProperty());
        start.effectiveProperty().addListener((property, was, now) -> show());
        model.factsProperty().addListener((property, was, now) -> show());
        selected.addListener((SetChangeListener<String>) change -> chosen());
        show();
    }

    private void show() {
        showing = true;
        List<String> now = adapted();
        selected.retainAll(now);
        selected.addAll(now);
        showing = false;
    }

    private List<String> adapted() {
        ModelFacts facts = model.factsProperty().get();
        TrainingConfig now = start.effectiveProperty().get();
        if (facts == null) {
            return Block.example().matrices().stream().map(Matrix::name).filter(name -> now.targetModules().contains(Targets.ALL) || now.targetModules().contains(name)).toList();
        }
        try {
            return BlockPicture.adapted(facts, now);
        } catch (UserError e) {
            return List.of(); // a pattern that takes forever
        }
    }

    private void chosen() {
        if (showing) {
            return;
        }
        if (selected.isEmpty() || config.current().method() == Method.FULL || !config.current().initAdapter().isEmpty()) {
            show(); // one matrix at least; and none can be chosen where that is settled otherwise
            return;
        }
        ModelFacts facts = model.factsProperty().get();
        if (facts == null) {
            config.change(texts.get("adapter.undo.target_modules"), Map.of("target_modules", String.join(",", TargetNames.targets(names(), selected))));
        } else {
            adapt(facts, Set.copyOf(selected));
        }
    }

    /** These matrices in the layers that have adapters, and no others; those that are adapted already stay as they are. */
    private void adapt(ModelFacts facts, Set<String> names) {
        TrainingConfig now = config.current();
        RankMap map = RankMap.of(facts.shape(), now);
        Set<Integer> rows = map.layersInUse();
        Set<Integer> columns = map.columnsInUse();
        List<Cell> off = map.cells().stream().filter(cell -> !names.contains(map.columns().get(cell.column()))).toList();
        List<Cell> on = map.cells().stream().filter(cell -> names.contains(map.columns().get(cell.column())) && !columns.contains(cell.column()) && (rows.isEmpty() || rows.contains(cell.layer()))).toList();
        config.set(texts.get("adapter.undo.target_modules"), Settings.with(now, map.with(off, 0, 0).with(on, now.rank(), now.alpha()).settings(now), "map"));
    }

    private Map<String, Linear> names() {
        ModelFacts facts = model.factsProperty().get();
        if (facts != null) {
            return BlockPicture.names(facts);
        }
        var out = new LinkedHashMap<String, Linear>();
        Block.example().matrices().forEach(matrix -> out.put(matrix.name(), new Linear("layers.0." + matrix.name(), Part.ATTENTION, 0, 0, false)));
        return out;
    }

    private Block drawn() {
        ModelFacts facts = model.factsProperty().get();
        return facts == null ? Block.example() : BlockPicture.of(facts, start.effectiveProperty().get());
    }

    private String wrong() {
        ModelFacts facts = model.factsProperty().get();
        TrainingConfig now = start.effectiveProperty().get();
        if (facts == null || now.method() == Method.FULL) {
            return "";
        }
        if (!start.problemProperty().get().isEmpty()) {
            return start.problemProperty().get();
        }
        try {
            long values = Targets.of(facts.shape(), now).stream().mapToLong(target -> target.linear().adapterSize(target.rank()) + (now.useDora() ? target.linear().out() : 0)).sum();
            JsonNode adapter = start.factsProperty().get();
            return adapter == null || fits(adapter, values) ? "" : texts.get("adapter.begun.other", now.initAdapter(), adapter.path("base").asText(".").startsWith(".") ? "" : ", " + adapter.path("base").asText());
        } catch (UserError e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Whether an adapter of as many values as the model's matrices ask for: one with tensors of its own besides is left to training. */
    private static boolean fits(JsonNode adapter, long values) {
        return adapter.path("saved").asInt() > 0 || adapter.at("/weights/parameters").asLong() == values;
    }

    /** Adapts the matrices of a preset and no others, in the layers that have adapters. */
    void select(String preset) {
        ModelFacts facts = model.factsProperty().get();
        if (facts == null) {
            config.change(texts.get("adapter.undo.target_modules"), Map.of("target_modules", preset));
        } else {
            adapt(facts, BlockPicture.names(facts).entrySet().stream().filter(entry -> Targets.fits(preset, entry.getValue())).map(Map.Entry::getKey).collect(Collectors.toSet()));
        }
    }

    /** Names of the matrices that are adapted, as {@link #blockProperty} has them. */
    public ObservableSet<String> selected() {
        return selected;
    }

    /** The layer as it is drawn. */
    ObjectBinding<Block> blockProperty() {
        return block;
    }

    /** Why the model cannot be adapted like this; else empty. */
    public StringBinding problemProperty() {
        return problem;
    }

    public String getProblem() {
        return problem.get();
    }

    int layers() {
        ModelFacts facts = model.factsProperty().get();
        return facts == null ? 0 : facts.shape().layers();
    }
}
