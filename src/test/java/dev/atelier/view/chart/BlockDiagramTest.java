package dev.atelier.view.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.view.Fx;
import dev.atelier.view.chart.Block.Norms;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javafx.scene.Scene;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.StackPane;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockDiagramTest {
    private final BlockDiagram diagram = Fx.call(BlockDiagram::new);
    private final Scene scene = Fx.show(Fx.call(() -> {
        StackPane root = new StackPane(diagram);
        root.setStyle("-fx-padding: 20px");
        return root;
    }), 600, 460, false);

    @AfterEach
    void close() {
        Fx.close(scene);
    }

    @Test
    void theLayerOfASmallAndALargeModel() {
        fill(256, 128, 704, 8, 6);
        Fx.run(() -> diagram.selected().addAll(Set.of("q_proj", "v_proj", "down_proj")));
        Fx.pulses(3);
        Fx.screenshot(scene, "block-light", 1.5);
        assertThat(box("q_proj").getHeight()).isGreaterThan(box("k_proj").getHeight());
        assertThat(area("gate_proj") / area("q_proj")).isCloseTo(704 / 256.0, org.assertj.core.data.Offset.offset(0.1));
        fill(4096, 1024, 14336, 16, 32);
        Fx.run(() -> {
            diagram.unitsProperty().set(Units.of(Locale.FRENCH));
            diagram.selected().addAll(Set.of("k_proj", "gate_proj", "up_proj", "o_proj"));
        });
        Fx.theme(scene, true);
        Fx.pulses(3);
        Fx.screenshot(scene, "block-dark-fr", 1.5);
        assertThat(Fx.call(() -> box("gate_proj").getAccessibleText())).contains("gate_proj").contains("paramètres ajoutés");
    }

    @Test
    void clicksKeysAndTheSetAgree() {
        assertThat(box("q_proj").isDisabled()).isTrue();
        fill(256, 128, 704, 8, 6);
        assertThat(box("q_proj").isDisabled()).isFalse();
        Fx.run(() -> box("q_proj").fire());
        assertThat(diagram.selected()).containsExactly("q_proj");
        for (String letter : "qkvogud".split("")) {
            Fx.run(() -> diagram.fireEvent(new KeyEvent(KeyEvent.KEY_TYPED, letter, letter, KeyCode.UNDEFINED, false, false, false, false)));
        }
        assertThat(diagram.selected()).containsExactlyInAnyOrder("k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");
        Fx.run(() -> diagram.selected().clear());
        assertThat(box("down_proj").isSelected()).isFalse();
        Fx.run(() -> diagram.selected().add("up_proj"));
        assertThat(box("up_proj").isSelected()).isTrue();
        for (Matrix matrix : diagram.blockProperty().get().matrices()) {
            assertThat(box(matrix.name()).isFocusTraversable()).isTrue();
            assertThat(box(matrix.name()).getAccessibleText()).startsWith(matrix.name());
        }
    }

    private void fill(long hidden, long keys, long wide, long rank, int layers) {
        Fx.run(() -> {
            diagram.layersProperty().set(layers);
            diagram.blockProperty().set(new Block(List.of(matrix("q_proj", hidden, hidden, rank), matrix("k_proj", hidden, keys, rank), matrix("v_proj", hidden, keys, rank)),
                    matrix("o_proj", hidden, hidden, rank), List.of(matrix("gate_proj", hidden, wide, rank), matrix("up_proj", hidden, wide, rank)), matrix("down_proj", wide, hidden, rank), true,
                    false, Norms.BEFORE, "RMSNorm", "SiLU", List.of(), List.of()));
        });
        Fx.pulses(2);
    }

    @Test
    void aFusedBlockWithNormsBehindAndAHeadHasItsOwnBoxesLettersAndChips() {
        fill(256, 128, 704, 8, 6);
        Fx.run(() -> diagram.selected().add("q_proj"));
        Fx.run(() -> diagram.blockProperty().set(new Block(List.of(matrix("c_attn", 64, 192, 4)), matrix("attn.c_proj", 64, 64, 4), List.of(matrix("c_fc", 64, 256, 4)), matrix("mlp.c_proj", 256, 64, 4),
                false, false, Norms.AFTER, "LayerNorm", "GELU", List.of(matrix("pooler.dense", 64, 64, 0)), List.of("bad", "good"))));
        Fx.pulses(2);
        Fx.screenshot(scene, "block-fused-classifier", 1.5);
        assertThat(boxes()).containsExactly("c_attn", "attn.c_proj", "c_fc", "mlp.c_proj");
        assertThat(words()).contains("LayerNorm", "GELU", "bad · good").doesNotContain("RMSNorm", "SiLU").anyMatch(text -> text.startsWith("pooler.dense"));
        assertThat(box("c_attn").getWidth()).as("as wide as three").isGreaterThan(200);
        Fx.run(() -> diagram.fireEvent(new KeyEvent(KeyEvent.KEY_TYPED, "f", "f", KeyCode.UNDEFINED, false, false, false, false)));
        assertThat(diagram.selected()).contains("c_fc");
        assertThat(Fx.call(() -> box("c_fc").getAccessibleHelp())).contains("16,384").contains("32 KB").contains("Key: F");
    }

    private List<String> boxes() {
        return Fx.call(() -> diagram.lookupAll(".matrix-box").stream().map(box -> box.getAccessibleText().replaceFirst(",.*", "")).toList());
    }

    private List<String> words() {
        return Fx.call(() -> diagram.lookupAll(".label").stream().map(label -> ((javafx.scene.control.Label) label).getText()).toList());
    }

    private static Matrix matrix(String name, long inputs, long outputs, long rank) {
        return new Matrix(name, inputs, outputs, inputs * outputs * 2, rank * (inputs + outputs), 6);
    }

    private double area(String name) {
        return box(name).getWidth() * box(name).getHeight();
    }

    private ToggleButton box(String name) {
        return Fx.call(() -> diagram.lookupAll(".matrix-box").stream().map(ToggleButton.class::cast).filter(box -> box.getAccessibleText().startsWith(name))
                .findFirst().orElseThrow());
    }
}
