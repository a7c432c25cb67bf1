package dev.atelier.view.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.TrainingConfig.Method;
import dev.atelier.memory.MemoryEstimate;
import dev.atelier.ui.Messages;
import dev.atelier.view.chart.Memory;
import dev.atelier.view.chart.Units;
import dev.atelier.view.project.Config;
import dev.atelier.view.project.InitAdapter;
import dev.atelier.view.project.MemoryNeed;
import dev.atelier.view.project.MemoryParts;
import dev.atelier.view.project.Project;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.binding.ObjectBinding;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/** How matrices are adapted; every change goes into the project's settings, and what comes from there (undo) is shown. */
public final class AdapterViewModel {
    private static final String TOUCHED = "alpha.touched";
    private static final String ADVANCED = "adapter.advanced";
    private static final String PAGE = "adapter.page";
    private final Config config;
    private final InitAdapter start;
    private final Project project;
    private final Units units;
    private final Messages.Texts texts;
    private final IntegerProperty rank = new SimpleIntegerProperty(this, "rank");
    private final DoubleProperty alpha = new SimpleDoubleProperty(this, "alpha");
    private final DoubleProperty dropout = new SimpleDoubleProperty(this, "dropout");
    private final BooleanProperty rslora = new SimpleBooleanProperty(this, "rslora");
    private final BooleanProperty full = new SimpleBooleanProperty(this, "full");
    private final ObjectBinding<@Nullable Memory> memory;
    private final StringBinding trainable;
    private final StringBinding scaling;
    private final BooleanBinding linked;
    private final BooleanBinding going;
    private final StringBinding begun;
    private final BooleanProperty advanced = new SimpleBooleanProperty(this, "advanced");
    private final ObjectProperty<Page> page = new SimpleObjectProperty<>(this, "page", Page.BLOCK);
    private boolean showing;

    /** What the room shows of the model. */
    public enum Page {
        BLOCK, MAP, MEMORY
    }

    AdapterViewModel(Config config, InitAdapter start, MemoryNeed need, MemoryParts parts, Project project, Units units, Messages messages) {
        this.config = config;
        this.start = start;
        this.project = project;
        this.units = units;
        this.texts = messages.of(getClass());
        show(start.effectiveProperty().get());
        start.effectiveProperty().addListener((property, was, now) -> show(now));
        rank.addListener((property, was, now) -> rankMoved(now.intValue()));
        alpha.addListener((property, was, now) -> alphaMoved(now.doubleValue()));
        dropout.addListener((property, was, now) -> change("dropout", BigDecimal.valueOf(Math.round(now.doubleValue() * 100), 2).toPlainString()));
        rslora.addListener((property, was, now) -> change("use_rslora", now.toString()));
        full.addListener((property, was, now) -> method(now ? Method.FULL : Method.LORA));
        advanced.set(project.get(ADVANCED).map(Boolean::valueOf).orElse(false));
        advanced.addListener((property, was, now) -> project.put(ADVANCED, now.toString()));
        project.get(PAGE).flatMap(name -> Arrays.stream(Page.values()).filter(each -> each.name().equals(name)).findFirst()).ifPresent(page::set);
        page.addListener((property, was, now) -> project.put(PAGE, now.name()));
        memory = Bindings.createObjectBinding(() -> parts.of(need), need.estimateProperty(), need.deviceProperty());
        trainable = Bindings.createStringBinding(() -> counted(need.estimateProperty().get()), need.estimateProperty());
        linked = Bindings.createBooleanBinding(() -> config.current().alpha() == 2.0 * config.current().rank() || going(), config.currentProperty());
        scaling = Bindings.createStringBinding(() -> scaled(start.effectiveProperty().get()), start.effectiveProperty());
        going = Bindings.createBooleanBinding(this::going, config.currentProperty());
        begun = Bindings.createStringBinding(this::begun, config.currentProperty(), start.factsProperty());
    }

    private void show(TrainingConfig now) {
        showing = true;
        rank.set(now.rank());
        alpha.set(now.alpha());
        dropout.set(now.dropout());
        rslora.set(now.useRslora());
        full.set(now.method() == Method.FULL);
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

    private void method(Method method) {
        if (!showing) {
            config.change(texts.get("adapter.undo.method"), Map.of("method", method.name().toLowerCase(Locale.ROOT), "rank_pattern", "", "alpha_pattern", "",
                    "quantization", method == Method.FULL ? "none" : config.current().quantization().toString()));
        }
    }

    private void change(String setting, String value) {
        if (!showing) {
            config.change(texts.get("adapter.undo." + setting), Map.of(setting, value));
        }
    }

    /** Alpha follows the rank again. */
    void linkAlpha() {
        project.put(TOUCHED, "false");
        config.change(texts.get("adapter.undo.alpha"), Map.of("alpha", Integer.toString(2 * config.current().rank())));
    }

    private boolean going() {
        return !config.current().initAdapter().isEmpty() && config.current().method() == Method.LORA;
    }

    private String begun() {
        if (!going()) {
            return "";
        }
        Path folder = Path.of(config.current().initAdapter());
        JsonNode facts = start.factsProperty().get();
        return facts == null ? texts.get("adapter.begun.reading", folder) : texts.get("adapter.begun", folder, facts.path("rank").asInt(), units.number(facts.path("alpha").asDouble(), 0),
                facts.path("modules").asInt(), facts.path("use_dora").asBoolean() ? "DoRA" : facts.path("use_rslora").asBoolean() ? "rsLoRA" : "LoRA");
    }

    /** Goes on from the adapter in {@code folder}: its rank, alpha and matrices count. */
    void begin(Path folder) {
        config.change(texts.get("setting.init_adapter"), Map.of("init_adapter", folder.toString()));
    }

    /** Makes a new adapter again. */
    void beginAnew() {
        config.change(texts.get("adapter.anew"), Map.of("init_adapter", ""));
    }

    private String counted(@Nullable MemoryEstimate estimate) {
        return estimate == null ? texts.get("adapter.trainable.unknown") : texts.get("adapter.trainable", units.count(estimate.trainableParameters()),
                units.percent((double) estimate.trainableParameters() / estimate.parameters()), units.parameters(estimate.parameters()));
    }

    private String scaled(TrainingConfig now) {
        double factor = now.useRslora() ? now.alpha() / Math.sqrt(now.rank()) : now.alpha() / now.rank();
        return texts.get(now.useRslora() ? "adapter.scaling.rslora" : "adapter.scaling", units.number(now.alpha(), 0), now.rank(), units.number(factor, 2));
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

    /** Whether the rarer settings are unfolded; kept in the project. */
    BooleanProperty advancedProperty() {
        return advanced;
    }

    /** One layer, the map of all of them, or the memory; kept in the project. */
    public ObjectProperty<Page> pageProperty() {
        return page;
    }

    /** Whether an adapter is gone on from, whose settings stand. */
    public BooleanBinding goingProperty() {
        return going;
    }

    public boolean isGoing() {
        return going.get();
    }

    /** Which adapter is gone on from and what it is; empty if none is. */
    public StringBinding begunProperty() {
        return begun;
    }

    public String getBegun() {
        return begun.get();
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
