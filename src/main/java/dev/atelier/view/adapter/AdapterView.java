package dev.atelier.view.adapter;

import dev.atelier.domain.model.Targets;
import dev.atelier.ui.Command;
import dev.atelier.ui.Dialogs;
import dev.atelier.ui.Scope;
import dev.atelier.view.Navigation;
import dev.atelier.view.NumberSpinners;
import dev.atelier.view.Room;
import dev.atelier.view.adapter.AdapterViewModel.Page;
import dev.atelier.view.chart.BlockDiagram;
import dev.atelier.view.chart.MemoryChart;
import dev.atelier.view.chart.Units;
import dev.atelier.view.fit.AdviceLine;
import dev.atelier.view.fit.AdviceViewModel;
import dev.atelier.view.fit.CardsViewModel;
import dev.atelier.view.setting.SettingControl;
import dev.atelier.view.setting.SettingFields;
import java.util.List;
import javafx.beans.value.ObservableBooleanValue;
import javafx.collections.SetChangeListener;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.Spinner;
import javafx.scene.control.TitledPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** Which matrices LoRA touches, and what that costs. */
public final class AdapterView extends Room {
    private static final int HIGHEST = 4096;
    private static final List<String> MORE = List.of("quantization", "double_quant", "int8_embeddings", "target_modules", "exclude_modules", "layers_to_transform", "modules_to_save", "bias", "use_dora");
    private final AdapterViewModel model;
    private final TargetsViewModel targets;
    private final MethodsViewModel methods;
    private final CardsViewModel cards;
    private final AdviceViewModel proposed;
    private final SettingFields fields;
    private final Dialogs dialogs;
    private final Navigation navigation;
    private final Units units;
    @FXML private BlockDiagram block;
    @FXML private MemoryChart memory;
    @FXML private AdviceLine advice;
    @FXML private VBox settings;
    @FXML private ToggleButton one;
    @FXML private ToggleButton layers;
    @FXML private ToggleButton parts;
    @FXML private Node map;
    @FXML private Node breakdown;
    @FXML private ToggleButton lora;
    @FXML private ToggleButton full;
    @FXML private Spinner<Double> rank;
    @FXML private Slider rankSlider;
    @FXML private Spinner<Double> alpha;
    @FXML private Spinner<Double> dropout;
    @FXML private CheckBox rslora;
    @FXML private Button link;
    @FXML private Label problem;
    @FXML private HBox going;
    @FXML private TitledPane advanced;
    @FXML private FlowPane more;

    @SuppressWarnings("NullAway.Init") // FXML sets the fields
    AdapterView(Scope scope, AdapterViewModel model, TargetsViewModel targets, MethodsViewModel methods, CardsViewModel cards, AdviceViewModel proposed, SettingFields fields, Dialogs dialogs, Navigation navigation, Units units) {
        super(scope);
        this.model = model;
        this.targets = targets;
        this.methods = methods;
        this.cards = cards;
        this.proposed = proposed;
        this.fields = fields;
        this.dialogs = dialogs;
        this.navigation = navigation;
        this.units = units;
    }

    @FXML
    private void initialize() {
        block.unitsProperty().set(units);
        memory.unitsProperty().set(units);
        memory.memoryProperty().bind(model.memoryProperty());
        advice.show(proposed, verdict -> true);
        matrices();
        pages();
        method();
        numbers();
        rslora.selectedProperty().bindBidirectional(model.rsloraProperty());
        block.disableProperty().bind(model.fullProperty().or(model.goingProperty()));
        settings.disableProperty().bind(model.fullProperty().or(model.goingProperty()));
        more();
    }

    private void pages() {
        page(Page.BLOCK, one, block);
        page(Page.MAP, layers, map);
        page(Page.MEMORY, parts, breakdown);
        memory.listedProperty().bind(model.pageProperty().isNotEqualTo(Page.MEMORY));
        cards.shownProperty().bind(model.pageProperty().isEqualTo(Page.MEMORY));
        methods.shownProperty().bind(model.pageProperty().isEqualTo(Page.MEMORY));
    }

    private void page(Page page, ToggleButton button, Node shown) {
        shown.visibleProperty().bind(model.pageProperty().isEqualTo(page));
        shown.visibleProperty().subscribe(button::setSelected);
        button.setOnAction(event -> {
            model.pageProperty().set(page);
            button.setSelected(true); // also when it is clicked again
        });
    }

    private void matrices() {
        block.blockProperty().bind(targets.blockProperty());
        targets.blockProperty().subscribe(drawn -> block.layersProperty().set(targets.layers()));
        block.selected().addAll(targets.selected());
        block.selected().addListener((SetChangeListener<String>) change -> {
            targets.selected().retainAll(block.selected());
            targets.selected().addAll(block.selected());
        });
        targets.selected().addListener((SetChangeListener<String>) change -> {
            block.selected().retainAll(targets.selected());
            block.selected().addAll(targets.selected());
        });
        shownIf(problem, targets.problemProperty().isNotEmpty());
    }

    private void more() {
        more.getChildren().addAll(0, MORE.stream().map(this::setting).toList());
        advanced.expandedProperty().bindBidirectional(model.advancedProperty());
        shownIf(going, model.goingProperty());
        shownIf(advanced, model.goingProperty().not());
        more.disableProperty().bind(model.fullProperty());
    }

    /** What the base's form makes meaningless is disabled. */
    private SettingControl setting(String name) {
        var control = new SettingControl(fields.get(name), texts());
        var base = fields.get("quantization").textProperty();
        switch (name) {
            case "double_quant" -> control.disableProperty().bind(base.isEqualTo("none").or(base.isEqualTo("int8")));
            case "int8_embeddings" -> control.disableProperty().bind(base.isEqualTo("none"));
            default -> {
            }
        }
        return control;
    }

    private static void shownIf(Node node, ObservableBooleanValue when) {
        node.visibleProperty().bind(when);
        node.managedProperty().bind(when);
    }

    private void method() {
        model.fullProperty().subscribe(now -> (now ? full : lora).setSelected(true));
        lora.setOnAction(event -> choose(false));
        full.setOnAction(event -> choose(true));
    }

    /** One of the two stays chosen, also when it is clicked again. */
    private void choose(boolean whole) {
        model.fullProperty().set(whole);
        (whole ? full : lora).setSelected(true);
    }

    private void numbers() {
        NumberSpinners.bind(rank, model.rankProperty(), 1, HIGHEST, 1, 0, units);
        NumberSpinners.bind(alpha, model.alphaProperty(), 0.5, 65536, 1, 2, units);
        NumberSpinners.bind(dropout, model.dropoutProperty(), 0, 0.9, 0.05, 2, units);
        model.rankProperty().subscribe(now -> rankSlider.setValue(Math.log(now.doubleValue()) / Math.log(2)));
        rankSlider.valueProperty().addListener((property, was, now) -> {
            if (rankSlider.isValueChanging() || rankSlider.isFocused()) {
                model.rankProperty().set(1 << (int) Math.round(now.doubleValue()));
            }
        });
        link.visibleProperty().bind(model.linkedProperty().not());
        link.managedProperty().bind(link.visibleProperty());
    }

    @Override
    public List<Command> commands() {
        return List.of(new Command(texts().get("adapter.command.all"), "fth-sliders", null, this::all), new Command(texts().get("adapter.command.attention"), "fth-sliders", null, this::attention),
                new Command(texts().get("adapter.command.mlp"), "fth-sliders", null, this::mlp),
                new Command(texts().get("adapter.command.map"), "fth-grid", null, layers::fire), new Command(texts().get("adapter.command.memory"), "fth-pie-chart", null, parts::fire),
                new Command(texts().get("adapter.command.begin"), "fth-sliders", null, this::choose));
    }

    @FXML
    private void all() {
        targets.select(Targets.ALL);
    }

    @FXML
    private void attention() {
        targets.select(Targets.ATTENTION);
    }

    @FXML
    private void mlp() {
        targets.select(Targets.MLP);
    }

    @FXML
    private void link() {
        model.linkAlpha();
    }

    @FXML
    private void choose() {
        dialogs.openFolder(texts().get("adapter.choose.title")).ifPresent(model::begin);
    }

    @FXML
    private void anew() {
        model.beginAnew();
    }

    @FXML
    private void next() {
        navigation.go("train");
    }

    public AdapterViewModel getModel() {
        return model;
    }

    public TargetsViewModel getTargets() {
        return targets;
    }
}
