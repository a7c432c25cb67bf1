package dev.atelier.view.adapter;

import dev.atelier.domain.model.Targets;
import dev.atelier.ui.Command;
import dev.atelier.ui.Scope;
import dev.atelier.view.Navigation;
import dev.atelier.view.NumberSpinners;
import dev.atelier.view.Room;
import dev.atelier.view.chart.BlockDiagram;
import dev.atelier.view.chart.Matrix;
import dev.atelier.view.chart.MemoryChart;
import dev.atelier.view.chart.Units;
import java.util.List;
import javafx.collections.SetChangeListener;
import javafx.fxml.FXML;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Slider;
import javafx.scene.control.Spinner;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.VBox;

/** Which matrices LoRA touches, and what that costs. */
public final class AdapterView extends Room {
    private static final int HIGHEST = 4096;
    private final AdapterViewModel model;
    private final Navigation navigation;
    private final Units units;
    @FXML private BlockDiagram block;
    @FXML private MemoryChart memory;
    @FXML private VBox settings;
    @FXML private ToggleButton lora;
    @FXML private ToggleButton full;
    @FXML private Spinner<Double> rank;
    @FXML private Slider rankSlider;
    @FXML private Spinner<Double> alpha;
    @FXML private Spinner<Double> dropout;
    @FXML private CheckBox rslora;
    @FXML private Button link;

    @SuppressWarnings("NullAway.Init") // FXML sets the fields
    AdapterView(Scope scope, AdapterViewModel model, Navigation navigation, Units units) {
        super(scope);
        this.model = model;
        this.navigation = navigation;
        this.units = units;
    }

    @FXML
    private void initialize() {
        block.unitsProperty().set(units);
        memory.unitsProperty().set(units);
        memory.memoryProperty().bind(model.memoryProperty());
        matrices();
        method();
        numbers();
        rslora.selectedProperty().bindBidirectional(model.rsloraProperty());
        block.disableProperty().bind(model.fullProperty());
        settings.disableProperty().bind(model.fullProperty());
    }

    private void matrices() {
        model.factsProperty().subscribe(facts -> measure());
        model.configProperty().subscribe(config -> measure());
        block.selected().addAll(model.selected());
        block.selected().addListener((SetChangeListener<String>) change -> {
            model.selected().retainAll(block.selected());
            model.selected().addAll(block.selected());
        });
        model.selected().addListener((SetChangeListener<String>) change -> {
            block.selected().retainAll(model.selected());
            block.selected().addAll(model.selected());
        });
    }

    private void measure() {
        List<Matrix> now = model.matrices();
        if (!now.equals(block.matrices())) {
            block.matrices().setAll(now);
        }
        block.layersProperty().set(model.layers());
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
                new Command(texts().get("adapter.command.mlp"), "fth-sliders", null, this::mlp));
    }

    @FXML
    private void all() {
        model.select(Targets.ALL);
    }

    @FXML
    private void attention() {
        model.select(Targets.ATTENTION);
    }

    @FXML
    private void mlp() {
        model.select(Targets.MLP);
    }

    @FXML
    private void link() {
        model.linkAlpha();
    }

    @FXML
    private void next() {
        navigation.go("train");
    }

    public AdapterViewModel getModel() {
        return model;
    }
}
