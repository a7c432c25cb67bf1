package dev.atelier.view.chart;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import javafx.collections.ObservableSet;
import javafx.collections.SetChangeListener;
import javafx.scene.control.Label;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;
import javafx.scene.transform.Scale;
import org.jspecify.annotations.Nullable;

/**
 * One layer of a Llama-shaped transformer as it is: the residual stream along the bottom, the attention and the feed-forward branch leaving it and being
 * added back. Its seven matrices are switches, as large as their parameters: Tab and Space, a click, or the letters q k v o g u d.
 */
public final class BlockDiagram extends Region {
    private static final double WIDTH = 560;
    private static final double HEIGHT = 420;
    private static final double LOWEST = 46;
    private static final double HIGHEST = 104;
    private static final double LARGEST = 1.6;
    private final ObjectProperty<Units> units = new SimpleObjectProperty<>(this, "units", Units.of(Locale.ENGLISH));
    private final IntegerProperty layers = new SimpleIntegerProperty(this, "layers");
    private final ObservableList<Matrix> matrices = FXCollections.observableArrayList();
    private final ObservableSet<String> selected = FXCollections.observableSet();
    private final Map<BlockSlot, MatrixBox> boxes = new EnumMap<>(BlockSlot.class);
    private final Pane picture = new Pane();
    private final Pane wires = new Pane();
    private final Scale scale = new Scale();
    private final Label attentionTitle = label("block-title", 20, 12, -1);
    private final Label mlpTitle = label("block-title", 290, 12, -1);
    private final Label stream = label("block-note", 16, 372, -1);
    private final Label repeated = label("block-layers", 0, 0, -1);
    private final Label[] norms = {label("block-step", 88, 310, 88), label("block-step", 360, 310, 88)};
    private final Label attention = label("block-step", 19, 146, 226);
    private final Label gate = label("block-step", 311, 146, 68);

    /** A layer whose matrices are not known yet. */
    public BlockDiagram() {
        getStyleClass().add("block-diagram");
        Region frame = new Region();
        frame.getStyleClass().add("block-frame");
        frame.resizeRelocate(8, 4, 544, 388);
        frame.setManaged(false);
        picture.getTransforms().add(scale);
        picture.setManaged(false);
        picture.resize(WIDTH, HEIGHT);
        wires.setMouseTransparent(true);
        picture.getChildren().addAll(frame, wires, attentionTitle, mlpTitle, stream, repeated, norms[0], norms[1], attention, gate);
        for (BlockSlot slot : BlockSlot.values()) {
            MatrixBox box = new MatrixBox(slot.matrix());
            box.setManaged(false);
            box.selectedProperty().subscribe(on -> {
                if (on ? selected.add(slot.matrix()) : selected.remove(slot.matrix())) {
                    box.say(units.get());
                }
            });
            boxes.put(slot, box);
            picture.getChildren().add(box);
        }
        getChildren().add(picture);
        setPrefSize(WIDTH, HEIGHT);
        setMinSize(WIDTH, HEIGHT);
        matrices.addListener((ListChangeListener<Matrix>) _ -> update());
        selected.addListener((SetChangeListener<String>) change -> follow(change.wasAdded() ? change.getElementAdded() : change.getElementRemoved()));
        layers.subscribe((_, _) -> update());
        units.subscribe((_, _) -> update());
        addEventHandler(KeyEvent.KEY_TYPED, this::letter);
        update();
    }

    /** The matrices of one layer; those that are missing cannot be switched. */
    public ObservableList<Matrix> matrices() {
        return matrices;
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
        double factor = Math.clamp(Math.min(getWidth() / WIDTH, getHeight() / HEIGHT), 1, LARGEST);
        scale.setX(factor);
        scale.setY(factor);
        picture.relocate(snapPositionX(Math.max(0, (getWidth() - WIDTH * factor) / 2)), snapPositionY(Math.max(0, (getHeight() - HEIGHT * factor) / 2)));
        double wide = Math.ceil(repeated.prefWidth(-1));
        repeated.resizeRelocate(Math.rint((WIDTH - wide) / 2), 399, wide, 18);
    }

    private void update() {
        Units words = units.get();
        attentionTitle.setText(words.text("block.attentionPart"));
        mlpTitle.setText(words.text("block.mlpPart"));
        stream.setText(words.text("block.residual"));
        repeated.setText(words.text("block.layers", layers.get()));
        norms[0].setText(words.text("block.norm"));
        norms[1].setText(words.text("block.norm"));
        attention.setText(words.text("block.attention"));
        gate.setText(words.text("block.gate"));
        setAccessibleText(words.text("block.accessible"));
        setAccessibleHelp(words.text("block.accessible.help"));
        long most = matrices.stream().mapToLong(Matrix::parameters).max().orElse(1);
        boxes.forEach((slot, box) -> {
            Matrix matrix = find(slot.matrix());
            double share = matrix == null ? 0 : matrix.parameters() / (double) Math.max(1, most);
            double height = Math.rint(Math.clamp(share * HIGHEST * BlockSlot.WIDE / slot.width(), LOWEST, HIGHEST));
            box.resizeRelocate(slot.left(), slot.bottom() - height, slot.width(), height);
            box.show(matrix, words);
        });
        wires.getChildren().setAll(BlockWires.draw(slot -> box(slot).getLayoutY(), slot -> box(slot).getLayoutY() + box(slot).getHeight() / 2).nodes());
        requestLayout();
    }

    private MatrixBox box(BlockSlot slot) {
        MatrixBox box = boxes.get(slot);
        if (box == null) {
            throw new IllegalStateException("no box for " + slot);
        }
        return box;
    }

    private @Nullable Matrix find(String name) {
        List<Matrix> found = matrices.filtered(matrix -> matrix.name().equals(name));
        return found.isEmpty() ? null : found.getFirst();
    }

    private void follow(String name) {
        boxes.forEach((slot, box) -> {
            if (slot.matrix().equals(name)) {
                box.setSelected(selected.contains(name));
                box.say(units.get());
            }
        });
    }

    private void letter(KeyEvent event) {
        boxes.forEach((slot, box) -> {
            if (event.getCharacter().equalsIgnoreCase(slot.letter()) && !event.isShortcutDown() && !event.isAltDown() && !box.isDisabled()) {
                box.requestFocus();
                box.setSelected(!box.isSelected());
                event.consume();
            }
        });
    }

    private static Label label(String style, double x, double y, double width) {
        Label label = new Label();
        label.getStyleClass().add(style);
        label.setMouseTransparent(true);
        label.setLayoutX(x);
        label.setLayoutY(y);
        if (width > 0) {
            label.setMinSize(width, 24);
            label.setMaxSize(width, 24);
        }
        return label;
    }
}
