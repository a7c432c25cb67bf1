package dev.atelier.view.data;

import dev.atelier.domain.work.WorkRequest.RowPreview;
import dev.atelier.domain.work.WorkRequest.RowPreview.Piece;
import dev.atelier.store.StoredRow;
import dev.atelier.ui.Scope;
import dev.atelier.ui.View;
import dev.atelier.view.chart.Units;
import java.util.List;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.TabPane;
import javafx.scene.control.TextArea;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** The chosen row as a conversation, as JSON and as tokens. */
public final class RowDetailView extends View {
    private static final int MOST_TURNS = 40;
    private final RowEditorViewModel model;
    private final Units units;
    private boolean focusFirst;
    private @Nullable Seen seen;
    @FXML private Label none;
    @FXML private VBox shown;
    @FXML private Label name;
    @FXML private Label origin;
    @FXML private Button revert;
    @FXML private VBox problemBox;
    @FXML private Label problem;
    @FXML private Button discard;
    @FXML private TabPane tabs;
    @FXML private VBox chat;
    @FXML private TextArea json;
    @FXML private FlowPane legend;
    @FXML private ListView<List<Piece>> tokens;
    @FXML private Label noTokens;
    @FXML private Label cut;
    @FXML private Label answer;

    /** What the fields were last filled with. */
    private record Seen(long id, String text, @Nullable RowDraft draft) {}

    @SuppressWarnings("NullAway.Init") // FXML sets the fields
    RowDetailView(Scope scope, RowEditorViewModel model, Units units) {
        super(scope);
        this.model = model;
        this.units = units;
    }

    @FXML
    private void initialize() {
        problem.setGraphic(new FontIcon("fth-alert-triangle"));
        for (var node : new Node[] {none, shown, revert, problemBox, discard, noTokens, cut, answer}) {
            node.managedProperty().bind(node.visibleProperty());
        }
        json.focusedProperty().addListener((property, was, now) -> {
            if (!now) {
                model.commit(json.getText());
            }
        });
        json.addEventFilter(KeyEvent.KEY_PRESSED, this::jsonKey);
        tokens.setFixedCellSize(TokenCell.HEIGHT);
        tokens.setCellFactory(list -> new TokenCell(texts()));
        tokens.widthProperty().addListener((property, was, now) -> showTokens(model.previewProperty().get()));
        model.rowProperty().subscribe(row -> show());
        model.draftProperty().subscribe(draft -> show());
        model.previewProperty().subscribe(this::showTokens);
    }

    private void jsonKey(KeyEvent event) {
        if (event.getCode() == KeyCode.ENTER && event.isShortcutDown()) {
            model.commit(json.getText());
            event.consume();
        } else if (event.getCode() == KeyCode.ESCAPE && (model.discard() || !json.getText().equals(model.json()))) {
            json.setText(model.json());
            event.consume();
        }
    }

    private void show() {
        StoredRow row = model.rowProperty().get();
        RowDraft draft = model.draftProperty().get();
        none.setVisible(row == null);
        shown.setVisible(row != null);
        if (row == null) {
            return;
        }
        name.setText(texts().get("detail.row", row.position()));
        origin.setText(row.line() == null ? texts().get("detail.added") : texts().get("detail.line", row.line()));
        revert.setVisible(row.edited() != null);
        String wrong = draft != null ? texts().get("detail.unsaved", draft.problem()) : row.problem() == null ? "" : row.problem();
        problem.setText(wrong);
        problemBox.setVisible(!wrong.isEmpty());
        discard.setVisible(draft != null);
        var now = new Seen(row.id(), row.text(), draft);
        if (!now.equals(seen)) { // else something else about the row is new, and what is being typed stays
            seen = now;
            showText(draft);
            showTurns();
        }
    }

    private void showText(@Nullable RowDraft draft) {
        if (!json.getText().equals(model.json())) {
            json.setText(model.json());
        }
        if (draft != null && draft.at() >= 0) {
            json.positionCaret(Math.min(draft.at(), json.getLength()));
        }
    }

    private void showTurns() {
        List<RowTurn> turns = model.turns();
        chat.getChildren().setAll(turns.stream().limit(MOST_TURNS).map(turn -> (Node) new TurnBubble(turn, texts(), words -> model.commit(turn, words))).toList());
        if (turns.size() > MOST_TURNS) {
            var more = new Label(texts().count("turns.more", turns.size() - MOST_TURNS));
            more.getStyleClass().add("muted");
            chat.getChildren().add(more);
        }
        if (focusFirst && !turns.isEmpty() && chat.getChildren().getFirst() instanceof TurnBubble first) {
            focusFirst = false;
            first.edit();
        }
    }

    private void showTokens(@Nullable RowPreview preview) {
        boolean there = preview != null && !preview.pieces().isEmpty();
        tokens.setVisible(there);
        legend.setVisible(there);
        noTokens.setVisible(!there);
        cut.setVisible(preview != null && preview.cut());
        answer.setVisible(preview != null && there && preview.label() != null);
        noTokens.setText(preview == null ? texts().get("tokens.unknown") : preview.problem() == null ? "" : preview.problem());
        if (preview != null && there) {
            int columns = Math.max(16, (int) ((tokens.getWidth() - 24) / TokenCell.CHARACTER));
            tokens.getItems().setAll(TokenLines.wrap(preview.pieces(), columns));
            legend.getChildren().setAll(TokenCell.legend(texts(), units, preview.pieces()));
            answer.setText(preview.label() == null ? "" : texts().get("tokens.label", preview.label()));
            cut.setText(texts().get("tokens.cut", model.maxLength()));
        }
    }

    @FXML
    private void revert() {
        model.revert();
    }

    @FXML
    private void discard() {
        model.discard();
    }

    /** Shows the conversation of the row that comes next with the caret in its first turn. */
    void editNext() {
        tabs.getSelectionModel().selectFirst();
        focusFirst = true;
    }
}
