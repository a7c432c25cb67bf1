package dev.atelier.ui;

import java.util.Arrays;
import javafx.beans.Observable;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;

/** Edits an immutable item: the fields hold a draft, commit() makes it the item, rollback() shows the item again. */
public abstract class ItemViewModel<T> {
    private final ObjectProperty<T> item = new SimpleObjectProperty<>(this, "item");
    private BooleanBinding dirty = Bindings.createBooleanBinding(() -> false);

    /** Names the fields; call it once, at the end of the constructor. */
    protected final void fields(Observable... fields) {
        Observable[] inputs = Arrays.copyOf(fields, fields.length + 1);
        inputs[fields.length] = item;
        dirty = Bindings.createBooleanBinding(() -> item.get() != null && !item.get().equals(draft()), inputs);
        item.addListener((property, was, now) -> {
            if (now != null) {
                show(now);
            }
        });
    }

    /** Puts the item into the fields. */
    protected abstract void show(T shown);

    /** The item that the fields make. */
    protected abstract T draft();

    public final void commit() {
        item.set(draft());
    }

    public final void rollback() {
        show(item.get());
    }

    public final ObjectProperty<T> itemProperty() {
        return item;
    }

    public final BooleanBinding dirtyProperty() {
        return dirty;
    }
}
