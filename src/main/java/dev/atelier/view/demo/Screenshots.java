package dev.atelier.view.demo;

import dev.atelier.ui.Theme;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.scene.Scene;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javax.imageio.ImageIO;

/** Pictures of the window as PNG files, each in light and dark. */
final class Screenshots {
    private static final long SETTLE_MILLIS = 350;
    private final Path folder;
    private final Theme theme;
    private final Stagehand hand;
    private final List<Path> taken = new ArrayList<>();

    Screenshots(Path folder, Theme theme, Stagehand hand) {
        this.folder = folder;
        this.theme = theme;
        this.hand = hand;
    }

    /** Takes {@code name-light.png} and {@code name-dark.png}; the theme is afterwards what it was. */
    void take(String name, Scene scene) {
        Theme.Choice was = hand.fx(theme.choiceProperty()::get);
        for (Theme.Choice choice : new Theme.Choice[] {Theme.Choice.LIGHT, Theme.Choice.DARK}) {
            hand.run(() -> theme.choiceProperty().set(choice));
            hand.sleep(SETTLE_MILLIS);
            WritableImage image = hand.fx(() -> scene.snapshot(null));
            taken.add(write(image, String.format(Locale.ROOT, "%02d-%s-%s.png", taken.size() / 2 + 1, name, choice.name().toLowerCase(Locale.ROOT))));
        }
        hand.run(() -> theme.choiceProperty().set(was));
    }

    private Path write(WritableImage image, String name) {
        int width = (int) image.getWidth();
        int height = (int) image.getHeight();
        var pixels = new int[width * height];
        image.getPixelReader().getPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), pixels, 0, width);
        var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(0, 0, width, height, pixels, 0, width);
        try {
            Files.createDirectories(folder);
            var bytes = new ByteArrayOutputStream();
            ImageIO.write(picture, "png", bytes);
            return Files.write(folder.resolve(name), bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path folder() {
        return folder;
    }

    /** In the order they were taken. */
    List<Path> taken() {
        return List.copyOf(taken);
    }
}
