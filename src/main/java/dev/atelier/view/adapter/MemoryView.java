package dev.atelier.view.adapter;

import dev.atelier.ui.Messages;
import dev.atelier.ui.Scope;
import dev.atelier.ui.View;
import dev.atelier.view.chart.MemoryBars;
import dev.atelier.view.chart.Units;
import dev.atelier.view.fit.CardTable;
import dev.atelier.view.fit.CardsViewModel;
import javafx.fxml.FXML;

/** Where the memory goes, and what the other ways to train would need. */
public final class MemoryView extends View {
    private final AdapterViewModel adapter;
    private final MethodsViewModel model;
    private final CardsViewModel fits;
    private final Messages messages;
    private final Units units;
    @FXML private MemoryBars bars;
    @FXML private MethodTable methods;
    @FXML private CardTable cards;

    @SuppressWarnings("NullAway.Init") // FXML sets the fields
    MemoryView(Scope scope, AdapterViewModel adapter, MethodsViewModel model, CardsViewModel fits, Messages messages, Units units) {
        super(scope);
        this.adapter = adapter;
        this.model = model;
        this.fits = fits;
        this.messages = messages;
        this.units = units;
    }

    @FXML
    private void initialize() {
        bars.unitsProperty().set(units);
        bars.memoryProperty().bind(adapter.memoryProperty());
        model.rowsProperty().subscribe(rows -> methods.show(rows, texts(), units, model::choose));
        cards.show(fits, messages);
    }

    public MethodsViewModel getModel() {
        return model;
    }
}
