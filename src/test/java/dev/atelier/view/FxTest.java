package dev.atelier.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.layout.StackPane;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class FxTest {
    @Test
    void aSceneIsDrawnWithoutADisplayInLightAndDark() throws IOException {
        Scene scene = Fx.show(Fx.call(() -> new StackPane(new Label("Atelier"))), 200, 80, false);
        Path light = Fx.screenshot(scene, "fx-light");
        Fx.theme(scene, true);
        Fx.pulses(2);
        Path dark = Fx.screenshot(scene, "fx-dark", 1.5);
        Fx.close(scene);

        BufferedImage bright = ImageIO.read(light.toFile());
        BufferedImage dim = ImageIO.read(dark.toFile());
        assertThat(bright.getWidth()).isEqualTo(200);
        assertThat(dim.getWidth()).isEqualTo(300);
        assertThat(new Color(bright.getRGB(2, 2)).getGreen()).isGreaterThan(200);
        assertThat(new Color(dim.getRGB(2, 2)).getGreen()).isLessThan(60);
    }

    @Test
    void anExceptionOnTheFxThreadReachesTheTest() {
        assertThatThrownBy(() -> Fx.run(() -> {
            throw new IllegalStateException("broken");
        })).hasRootCauseMessage("broken");
        assertThatThrownBy(() -> {
            Platform.runLater(() -> {
                throw new IllegalStateException("broken later");
            });
            Fx.run(() -> {});
        }).hasRootCauseMessage("broken later");
    }
}
