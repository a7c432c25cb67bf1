package dev.atelier.view.adapter;

import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.TrainingConfig.Method;
import dev.atelier.domain.model.Targets;
import dev.atelier.memory.MemoryEstimate;
import dev.atelier.ui.Messages;
import dev.atelier.view.chart.Matrix;
import dev.atelier.view.chart.Memory;
import dev.atelier.view.chart.Units;
import dev.atelier.view.project.Config;
import dev.atelier.view.project.MachineInfo;
import dev.atelier.view.project.MemoryNeed;
import dev.atelier.view.project.MemoryParts;
import dev.atelier.view.project.ModelChoice;
import dev.atelier.view.project.ModelFacts;
import dev.atelier.view.project.Project;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.binding.ObjectBinding;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableSet;
import javafx.collections.SetChangeListener;
import org.jspecify.annotations.Nullable;

/** Which matrices are adapted and how; every change goes into the project's settings, and what comes from there (undo) is shown. */
public final class AdapterViewModel {
    private static final String TOUCHED = "alpha.touched";
    /** What is shown while there is no model. */
    private static final List<String> LLAMA = List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");
    private final Config config;
    private final ModelChoice model;
    private final Project project;
    private final Units units;
    private final Messages.Texts texts;
    private final IntegerProperty rank = new SimpleIntegerProperty(this, "rank");
    private final DoubleProperty alpha = new SimpleDoubleProperty(this, "alpha");
    private final DoubleProperty dropout = new SimpleDoubleProperty(this, "dropout");
    private final BooleanProperty rslora = new SimpleBooleanProperty(this, "rslora");
    private final BooleanProperty full = new SimpleBooleanProperty(this, "full");
    private final ObservableSet<String> selected = FXCollections.observableSet();
    private final ObjectBinding<@Nullable Memory> memory;
    private final StringBinding trainable;
    private final StringBinding scaling;
    private final BooleanBinding linked;
    private boolean showing;

    AdapterViewModel(Config config, ModelChoice model, MachineInfo machine, MemoryNeed need, MemoryParts parts, Project project, Units units, Messages messages) {
        this.config = config;
        this.model = model;
        this.project = project;
        this.units = units;
        this.texts = messages.of(getClass());
        show(config.current());
        config.currentProperty().addListener((property, was, now) -> show(now));
        rank.addListener((property, was, now) -> rankMoved(now.intValue()));
        alpha.addListener((property, was, now) -> alphaMoved(now.doubleValue()));
        dropout.addListener((property, was, now) -> change("dropout", BigDecimal.valueOf(Math.round(now.doubleValue() * 100), 2).toPlainString()));
        rslora.addListener((property, was, now) -> change("use_rslora", now.toString()));
        full.addListener((property, was, now) -> method(now ? Method.FULL : Method.LORA));
        selected.addListener((SetChangeListener<String>) change -> targets());
        memory = Bindings.createObjectBinding(() -> need.estimateProperty().get() == null || machine.machineProperty().get() == null ? null
                : parts.of(need.estimateProperty().get(), machine.machineProperty().get()), need.estimateProperty(), machine.machineProperty());
        trainable = Bindings.createStringBinding(() -> counted(need.estimateProperty().get()), need.estimateProperty());
        linked = Bindings.createBooleanBinding(() -> config.current().alpha() == 2.0 * config.current().rank(), config.currentProperty());
        scaling = Bindings.createStringBinding(() -> scaled(config.current()), config.currentProperty());
    }

    private void show(TrainingConfig now) {
        showing = true;
        rank.set(now.rank());
        alpha.set(now.alpha());
        dropout.set(now.dropout());
        rslora.set(now.useRslora());
        full.set(now.method() == Method.FULL);
        var adapted = adapted(now);
        selected.retainAll(adapted);
        selected.addAll(adapted);
        showing = false;
    }

    private void rankMoved(int now) {
        if (!showing) {
            var changes = new LinkedHashMap<String, String>();
            changes.put("rank", Integer.toString(now));
            if (!alphaTouched()) {
                changes.put("alpha", Integer.toString(2 * now));
            }
            config.change(texts.get("adapter.undo.rank"), changes);
        }
    }

    private void alphaMoved(double now) {
        if (!showing) {
            project.put(TOUCHED, "true");
            change("alpha", BigDecimal.valueOf(now).stripTrailingZeros().toPlainString());
        }
    }

    /** Whether the user has chosen an alpha: until then it is twice the rank. */
    private boolean alphaTouched() {
        return project.get(TOUCHED).map(Boolean::valueOf).orElse(config.current().alpha() != 2.0 * config.current().rank());
    }

    private void targets() {
        if (!showing && !selected.isEmpty()) {
            var names = names();
            change("target_modules", selected.containsAll(names) ? Targets.ALL : String.join(",", names.stream().filter(selected::contains).toList()));
        } else if (!showing) {
            show(config.current()); // one matrix at least
        }
    }

    private void method(Method method) {
        if (!showing) {
            config.change(texts.get("adapter.undo.method"), Map.of("method", method.name().toLowerCase(Locale.ROOT), "rank_pattern", "", "alpha_pattern", ""));
        }
    }

    private void change(String setting, String value) {
        if (!showing) {
            config.change(texts.get("adapter.undo." + setting), Map.of(setting, value));
        }
    }

    /** Adapts these matrices and no others. */
    void select(String modules) {
        config.change(texts.get("adapter.undo.target_modules"), Map.of("target_modules", modules));
    }

    /** The names of the model's matrices; while there is no model, those of a Llama. */
    private List<String> names() {
        ModelFacts facts = model.factsProperty().get();
        return facts == null ? LLAMA : facts.shape().blockLinears().stream().map(linear -> linear.name()).distinct().toList();
    }

    /** Those of them that the settings adapt. */
    private List<String> adapted(TrainingConfig now) {
        ModelFacts facts = model.factsProperty().get();
        if (facts == null) {
            return now.targetModules().contains(Targets.ALL) ? LLAMA : LLAMA.stream().filter(now.targetModules()::contains).toList();
        }
        return Targets.matching(facts.shape(), now).stream().map(target -> target.linear().name()).distinct().toList();
    }

    /** Alpha follows the rank again. */
    void linkAlpha() {
        project.put(TOUCHED, "false");
        config.change(texts.get("adapter.undo.alpha"), Map.of("alpha", Integer.toString(2 * config.current().rank())));
    }

    private String counted(@Nullable MemoryEstimate estimate) {
        return estimate == null ? texts.get("adapter.trainable.unknown") : texts.get("adapter.trainable", units.count(estimate.trainableParameters()),
                units.percent((double) estimate.trainableParameters() / estimate.parameters()), units.parameters(estimate.parameters()));
    }

    private String scaled(TrainingConfig now) {
        double factor = now.useRslora() ? now.alpha() / Math.sqrt(now.rank()) : now.alpha() / now.rank();
        return texts.get(now.useRslora() ? "adapter.scaling.rslora" : "adapter.scaling", units.number(now.alpha(), 0), now.rank(), units.number(factor, 2));
    }

    /** The matrices of the model's block, in the model's order; empty while there is no model. */
    List<Matrix> matrices() {
        ModelFacts facts = model.factsProperty().get();
        var out = new ArrayList<Matrix>();
        if (facts != null) {
            facts.shape().blockLinears().forEach(linear -> out.add(new Matrix(linear.name(), linear.in(), linear.out(), linear.adapterSize(config.current().rank()))));
        }
        return out;
    }

    int layers() {
        ModelFacts facts = model.factsProperty().get();
        return facts == null ? 0 : Math.toIntExact(facts.shape().layers());
    }

    ReadOnlyObjectProperty<@Nullable ModelFacts> factsProperty() {
        return model.factsProperty();
    }

    ReadOnlyObjectProperty<TrainingConfig> configProperty() {
        return config.currentProperty();
    }

    public IntegerProperty rankProperty() {
        return rank;
    }

    public DoubleProperty alphaProperty() {
        return alpha;
    }

    public DoubleProperty dropoutProperty() {
        return dropout;
    }

    public BooleanProperty rsloraProperty() {
        return rslora;
    }

    /** Full fine-tuning instead of adapters. */
    public BooleanProperty fullProperty() {
        return full;
    }

    public ObservableSet<String> selected() {
        return selected;
    }

    public ObjectBinding<@Nullable Memory> memoryProperty() {
        return memory;
    }

    /** How many values are trained and what share of the model that is. */
    public StringBinding trainableProperty() {
        return trainable;
    }

    public String getTrainable() {
        return trainable.get();
    }

    /** Alpha is twice the rank. */
    public BooleanBinding linkedProperty() {
        return linked;
    }

    /** What alpha and rank come to. */
    public StringBinding scalingProperty() {
        return scaling;
    }

    public String getScaling() {
        return scaling.get();
    }
}
