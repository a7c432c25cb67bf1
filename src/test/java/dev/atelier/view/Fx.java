package dev.atelier.view;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.SnapshotParameters;
import javafx.scene.image.WritableImage;
import javafx.scene.transform.Transform;
import javafx.stage.Stage;
import javax.imageio.ImageIO;

/**
 * The toolkit for tests: started once per process on the headless platform, drawn in software. An exception nobody caught on the FX thread fails the
 * next call here. Screenshots go to {@code target/screenshots}.
 */
public final class Fx {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final AtomicReference<Throwable> UNCAUGHT = new AtomicReference<>();
    private static boolean started;

    private Fx() {}

    /** Runs code on the FX thread and returns its value; its exception is thrown here. */
    public static <T> T call(Callable<T> code) {
        start();
        if (Platform.isFxApplicationThread()) {
            try {
                return code.call();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        Platform.runLater(() -> {
            try {
                result.complete(code.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        try {
            T value = result.get(60, TimeUnit.SECONDS);
            check();
            return value;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException("the FX thread did not answer within a minute", e);
        }
    }

    /** Runs code on the FX thread and waits for it. */
    public static void run(Runnable code) {
        call(() -> {
            code.run();
            return null;
        });
    }

    /** Shows a root in a window of its own, in light or dark. The headless screen is 1280 x 1000; a larger window cannot be drawn. */
    public static Scene show(Parent root, double width, double height, boolean dark) {
        Scene scene = call(() -> {
            Scene made = new Scene(root, width, height);
            theme(made, dark);
            Stage stage = new Stage();
            stage.setScene(made);
            stage.show();
            return made;
        });
        pulses(3);
        return scene;
    }

    /** Switches a scene to light or dark. */
    public static void theme(Scene scene, boolean dark) {
        run(() -> scene.setUserAgentStylesheet((dark ? new PrimerDark() : new PrimerLight()).getUserAgentStylesheet()));
    }

    /** Waits until the toolkit has drawn this many frames more. */
    public static void pulses(int count) {
        CountDownLatch left = new CountDownLatch(count);
        AnimationTimer timer = new AnimationTimer() {
            @Override
            public void handle(long now) {
                left.countDown();
            }
        };
        run(timer::start);
        try {
            if (!left.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("no frame drawn within a minute");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        run(timer::stop);
    }

    /** Waits until it holds on the FX thread, forty seconds at most. */
    public static void await(String what, BooleanSupplier holds) {
        await(Duration.ofSeconds(40), what, holds);
    }

    /** Waits until it holds on the FX thread. */
    public static void await(Duration patience, String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!call(holds::getAsBoolean)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited " + patience.toSeconds() + " s in vain for " + what);
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** A picture of a scene as {@code target/screenshots/NAME.png}. */
    public static Path screenshot(Scene scene, String name) {
        return screenshot(scene, name, 1);
    }

    /** A picture of a scene drawn larger, as on a screen with that scale. */
    public static Path screenshot(Scene scene, String name, double scale) {
        WritableImage image = call(() -> {
            SnapshotParameters how = new SnapshotParameters();
            how.setTransform(Transform.scale(scale, scale));
            how.setFill(scene.getFill());
            return scene.getRoot().snapshot(how, null);
        });
        int width = (int) image.getWidth();
        int height = (int) image.getHeight();
        BufferedImage copy = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                copy.setRGB(x, y, image.getPixelReader().getArgb(x, y));
            }
        }
        try {
            Files.createDirectories(SCREENSHOTS);
            Path file = SCREENSHOTS.resolve(name + ".png");
            ImageIO.write(copy, "png", file.toFile());
            return file;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Closes the window of a scene. */
    public static void close(Scene scene) {
        run(() -> ((Stage) scene.getWindow()).close());
    }

    private static void check() {
        Throwable uncaught = UNCAUGHT.getAndSet(null);
        if (uncaught != null) {
            throw new AssertionError("nobody caught this on the FX thread", uncaught);
        }
    }

    private static synchronized void start() {
        if (started) {
            return;
        }
        System.setProperty("glass.platform", "Headless");
        System.setProperty("prism.order", "sw");
        System.setProperty("java.awt.headless", "true");
        CountDownLatch running = new CountDownLatch(1);
        Platform.startup(() -> {
            Platform.setImplicitExit(false);
            Thread.currentThread().setUncaughtExceptionHandler((_, e) -> UNCAUGHT.compareAndSet(null, e));
            running.countDown();
        });
        try {
            started = running.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (!started) {
            throw new IllegalStateException("the toolkit did not start");
        }
    }
}
