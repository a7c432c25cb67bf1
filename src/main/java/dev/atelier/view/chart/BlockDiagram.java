package dev.atelier.view.chart;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableSet;
import javafx.collections.SetChangeListener;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;
import javafx.scene.transform.Scale;

/**
 * One layer of a transformer as it is: the residual stream along the bottom, the attention and the feed-forward branch leaving it and being added
 * back. Its matrices are switches, as large as their parameters: Tab and Space, a click, or a letter of their name.
 */
public final class BlockDiagram extends Region {
    private static final double LARGEST = 1.6;
    private final ObjectProperty<Units> units = new SimpleObjectProperty<>(this, "units", Units.of(Locale.ENGLISH));
    private final IntegerProperty layers = new SimpleIntegerProperty(this, "layers");
    private final ObjectProperty<Block> block = new SimpleObjectProperty<>(this, "block", Block.example());
    private final ObservableSet<String> selected = FXCollections.observableSet();
    private final Map<String, MatrixBox> boxes = new LinkedHashMap<>();
    private final Pane picture = new Pane();
    private final Scale scale = new Scale();
    private final Label repeated = new Label();
    private double bracket;

    /** A layer whose matrices are not known yet. */
    public BlockDiagram() {
        getStyleClass().add("block-diagram");
        repeated.getStyleClass().add("block-layers");
        repeated.setMouseTransparent(true);
        picture.getTransforms().add(scale);
        picture.setManaged(false);
        picture.resize(BlockPlan.WIDTH, BlockPlan.HEIGHT);
        getChildren().add(picture);
        setPrefSize(BlockPlan.WIDTH, BlockPlan.HEIGHT);
        setMinSize(BlockPlan.WIDTH, BlockPlan.HEIGHT);
        block.subscribe((_, _) -> update());
        selected.addListener((SetChangeListener<String>) change -> follow(change.wasAdded() ? change.getElementAdded() : change.getElementRemoved()));
        layers.subscribe((_, _) -> update());
        units.subscribe((_, _) -> update());
        addEventHandler(KeyEvent.KEY_TYPED, this::letter);
        update();
    }

    /** What is drawn; one of no size cannot be switched. */
    public ObjectProperty<Block> blockProperty() {
        return block;
    }

    /** Names of the matrices switched on. */
    public ObservableSet<String> selected() {
        return selected;
    }

    /** How many such layers the model has; 0 while unknown. */
    public IntegerProperty layersProperty() {
        return layers;
    }

    /** The language of words and numbers. */
    public ObjectProperty<Units> unitsProperty() {
        return units;
    }

    @Override
    public String getUserAgentStylesheet() {
        return ChartCss.url();
    }

    @Override
    protected void layoutChildren() {
        double factor = Math.clamp(Math.min(getWidth() / BlockPlan.WIDTH, getHeight() / BlockPlan.HEIGHT), 1, LARGEST);
        scale.setX(factor);
        scale.setY(factor);
        picture.relocate(snapPositionX(Math.max(0, (getWidth() - BlockPlan.WIDTH * factor) / 2)), snapPositionY(Math.max(0, (getHeight() - BlockPlan.HEIGHT * factor) / 2)));
        double wide = Math.ceil(repeated.prefWidth(-1));
        repeated.resizeRelocate(Math.rint((BlockPlan.WIDTH - wide) / 2), bracket - 9, wide, 18);
    }

    private void update() {
        Block drawn = block.get();
        List<String> names = drawn.matrices().stream().map(Matrix::name).toList();
        boolean same = names.equals(List.copyOf(boxes.keySet()));
        if (!same) {
            boxes.clear();
            letters(names).forEach((name, letter) -> boxes.put(name, box(name, letter)));
        }
        var plan = new BlockPlan(drawn, units.get());
        bracket = plan.bracket();
        Region frame = new Region();
        frame.getStyleClass().add("block-frame");
        frame.resizeRelocate(8, 4, BlockPlan.WIDTH - 16, plan.frameBottom() - 4);
        frame.setManaged(false);
        var wires = new Pane();
        wires.setMouseTransparent(true);
        wires.getChildren().setAll(plan.wires().nodes());
        var below = new ArrayList<Node>(List.of(frame, wires, repeated));
        plan.texts().forEach(text -> below.add(label(text)));
        plan.head().forEach(place -> below.add(fixed(place)));
        repeated.setText(units.get().text("block.layers", layers.get()));
        plan.places().forEach(place -> {
            MatrixBox box = boxes.get(place.matrix().name());
            if (box != null) {
                box.resizeRelocate(place.left(), place.top(), place.width(), place.height());
                box.show(drawn.known() ? place.matrix() : null, layers.get(), units.get());
            }
        });
        if (same) { // the boxes stay where they are, with the focus
            picture.getChildren().removeIf(node -> !(node instanceof MatrixBox));
            picture.getChildren().addAll(0, below);
        } else {
            picture.getChildren().setAll(below);
            picture.getChildren().addAll(boxes.values());
        }
        setAccessibleText(units.get().text("block.accessible"));
        setAccessibleHelp(units.get().text("block.accessible.help", boxes.values().stream().map(MatrixBox::letter).collect(Collectors.joining(", "))));
        requestLayout();
    }

    /** For each name a letter of it that no other has. */
    private static Map<String, String> letters(List<String> names) {
        var out = new LinkedHashMap<String, String>();
        for (String name : names) {
            String letters = name.replaceFirst("^c_", "").replaceAll("[^a-z]", "");
            out.put(name, letters.chars().mapToObj(Character::toString).filter(letter -> !out.containsValue(letter)).findFirst().orElse(""));
        }
        return out;
    }

    private MatrixBox box(String name, String letter) {
        MatrixBox box = new MatrixBox(name, letter);
        box.setManaged(false);
        box.setSelected(selected.contains(name));
        box.selectedProperty().subscribe(on -> {
            if (boxes.get(name) == box && (on ? selected.add(name) : selected.remove(name))) {
                box.say(units.get());
            }
        });
        return box;
    }

    private void follow(String name) {
        MatrixBox box = boxes.get(name);
        if (box != null) {
            box.setSelected(selected.contains(name));
            box.say(units.get());
        }
    }

    private void letter(KeyEvent event) {
        boxes.values().forEach(box -> {
            if (event.getCharacter().equalsIgnoreCase(box.letter()) && !event.isShortcutDown() && !event.isAltDown() && !box.isDisabled()) {
                box.requestFocus();
                box.setSelected(!box.isSelected());
                event.consume();
            }
        });
    }

    private static Label label(BlockPlan.Text text) {
        Label label = new Label(text.words());
        label.getStyleClass().add(text.style());
        label.setMouseTransparent(true);
        label.setLayoutX(text.x());
        label.setLayoutY(text.y());
        if (text.width() > 0) {
            label.setMinSize(text.width(), text.height());
            label.setMaxSize(text.width(), text.height());
        }
        return label;
    }

    /** A matrix that cannot be switched. */
    private Label fixed(BlockPlan.Place place) {
        Matrix matrix = place.matrix();
        String dimensions = units.get().text("block.dimensions", Long.toString(matrix.inputs()), Long.toString(matrix.outputs()));
        return label(new BlockPlan.Text(matrix.name() + "\n" + dimensions, "block-head", place.left(), place.top(), place.width(), place.height()));
    }
}
