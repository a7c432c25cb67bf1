package dev.atelier.view.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.view.Fx;
import dev.atelier.view.chart.RankCells.Spot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javafx.event.EventType;
import javafx.scene.Scene;
import javafx.scene.control.ScrollBar;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A map of 96 layers by four matrices under mouse and keyboard. */
class RankGridTest implements RankPainter {
    private static final double WIDTH = 500;
    private static final double HEIGHT = 300;
    private final List<String> heard = new ArrayList<>();
    private RankGrid grid;
    private Scene scene;

    @Override
    public void start(Spot spot) {
        heard.add("start " + spot.row() + "," + spot.column());
    }

    @Override
    public void go(List<Spot> spots) {
        spots.forEach(spot -> heard.add("go " + spot.row() + "," + spot.column()));
    }

    @Override
    public void type(Spot spot, int rank, boolean again) {
        heard.add((again ? "again " : "type ") + rank);
    }

    @Override
    public void step(Spot spot, boolean up) {
        heard.add(up ? "up" : "down");
    }

    @Override
    public String about(Spot spot) {
        return "about " + spot.row();
    }

    @Override
    public String line(Spot spot) {
        return "line " + spot.row();
    }

    @BeforeEach
    void show() {
        grid = Fx.call(RankGrid::new);
        scene = Fx.show(grid, WIDTH, HEIGHT, false);
        Fx.run(() -> {
            grid.setPainter(this);
            grid.cellsProperty().set(new RankCells(List.of("q_proj", "attention.output.dense", "up_proj", "down_proj"), Collections.nCopies(96, List.of(16, 0, 4096, 1))));
            grid.requestFocus();
        });
        Fx.pulses(3);
    }

    @AfterEach
    void close() {
        Fx.close(scene);
    }

    private void mouse(EventType<MouseEvent> type, double x, double y) {
        Fx.run(() -> grid.fireEvent(new MouseEvent(type, x, y, x, y, MouseButton.PRIMARY, 1, false, false, false, false, true, false, false, true, false, true, null)));
    }

    private void key(KeyCode code, boolean shift) {
        Fx.run(() -> grid.fireEvent(new KeyEvent(KeyEvent.KEY_PRESSED, "", "", code, shift, false, false, false)));
    }

    private void type(String letter) {
        Fx.run(() -> grid.fireEvent(new KeyEvent(KeyEvent.KEY_TYPED, letter, "", KeyCode.UNDEFINED, false, false, false, false)));
    }

    @Test
    void aClickStartsAndADragGoesOnOverEveryCellBetween() {
        mouse(MouseEvent.MOUSE_PRESSED, 60, 40);
        mouse(MouseEvent.MOUSE_DRAGGED, 60, 40 + 3 * 22);
        mouse(MouseEvent.MOUSE_RELEASED, 60, 40 + 3 * 22);
        mouse(MouseEvent.MOUSE_DRAGGED, 60, 40);
        assertThat(heard).containsExactly("start 0,0", "go 1,0", "go 2,0", "go 3,0");
    }

    @Test
    void headingsStandForLinesAndADragFromOneStaysAmongThem() {
        mouse(MouseEvent.MOUSE_PRESSED, 60, 10);
        mouse(MouseEvent.MOUSE_DRAGGED, 480, 200);
        mouse(MouseEvent.MOUSE_RELEASED, 480, 200);
        mouse(MouseEvent.MOUSE_PRESSED, 10, 10);
        assertThat(heard).containsExactly("start -1,0", "go -1,1", "go -1,2", "go -1,3", "start -1,-1");
    }

    @Test
    void theKeyboardDoesAllOfIt() {
        key(KeyCode.DOWN, false);
        key(KeyCode.SPACE, false);
        key(KeyCode.RIGHT, true);
        key(KeyCode.RIGHT, true);
        type("1");
        type("6");
        key(KeyCode.LEFT, false);
        type("8");
        type("+");
        type("-");
        key(KeyCode.DELETE, false);
        assertThat(heard).containsExactly("start 1,0", "start 1,0", "go 1,1", "go 1,2", "type 1", "again 16", "type 8", "up", "down", "type 0");
        heard.clear();
        key(KeyCode.HOME, false);
        key(KeyCode.UP, false);
        key(KeyCode.SPACE, false);
        assertThat(heard).as("the heading of a column").containsExactly("start -1,1");
        key(KeyCode.END, false);
        assertThat(Fx.call(() -> grid.getAccessibleText())).isEqualTo("line 95");
        Fx.pulses(2);
        ScrollBar bar = (ScrollBar) Fx.call(() -> grid.lookup(".scroll-bar"));
        assertThat(bar.getValue()).as("the last layer is in sight").isEqualTo(bar.getMax()).isGreaterThan(1000);
    }

    @Test
    void aWholeModelNeedsNoScrollingAndADisabledMapNothing() {
        Fx.run(() -> grid.setWhole(true));
        Fx.pulses(3);
        assertThat(Fx.call(() -> grid.lookup(".scroll-bar").isVisible())).isFalse();
        mouse(MouseEvent.MOUSE_PRESSED, 60, HEIGHT - 1);
        assertThat(heard).containsExactly("start 95,0");
        Fx.run(() -> grid.setDisable(true));
        mouse(MouseEvent.MOUSE_PRESSED, 60, 60);
        type("4");
        assertThat(heard).hasSize(1);
    }

    @Test
    void aStrongerColourIsAHigherRank() {
        var image = Fx.call(() -> grid.snapshot(null, null));
        double weak = image.getPixelReader().getColor(420, 40).getBrightness() - image.getPixelReader().getColor(420, 40).getSaturation();
        double strong = image.getPixelReader().getColor(300, 40).getBrightness() - image.getPixelReader().getColor(300, 40).getSaturation();
        assertThat(strong).isLessThan(weak);
    }
}
