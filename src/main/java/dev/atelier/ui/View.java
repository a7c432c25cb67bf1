package dev.atelier.ui;

import java.io.IOException;
import java.io.UncheckedIOException;
import javafx.fxml.FXMLLoader;
import javafx.scene.Parent;
import org.jspecify.annotations.Nullable;

/** The controller of the FXML file that has its name and lies beside it; nested views come from the same scope. Texts are those of its package. */
public abstract class View {
    private final Scope scope;
    private @Nullable Parent root;

    protected View(Scope scope) {
        this.scope = scope;
    }

    /** What is shown; loaded when first asked for. */
    public final Parent root() {
        if (root == null) {
            root = load();
        }
        return root;
    }

    /** The words of this view's package. */
    protected final Messages.Texts texts() {
        return scope.get(Messages.class).of(getClass());
    }

    private Parent load() {
        Class<?> type = getClass();
        var loader = new FXMLLoader(type.getResource(type.getSimpleName() + ".fxml"), texts());
        loader.setClassLoader(type.getClassLoader());
        loader.setControllerFactory(wanted -> wanted == type ? this : nested(wanted));
        try {
            Parent loaded = loader.load();
            var style = type.getResource(type.getSimpleName() + ".css");
            if (style != null) {
                loaded.getStylesheets().add(style.toExternalForm());
            }
            Hints.install(loaded);
            return loaded;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot load " + loader.getLocation(), e);
        }
    }

    private Object nested(Class<?> wanted) {
        return scope.get(wanted);
    }
}
