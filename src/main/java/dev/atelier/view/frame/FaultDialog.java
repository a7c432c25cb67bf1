package dev.atelier.view.frame;

import dev.atelier.ui.Messages.Texts;
import javafx.scene.control.Alert;
import javafx.scene.control.ButtonBar.ButtonData;
import javafx.scene.control.ButtonType;
import javafx.scene.control.TextArea;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.stage.Stage;

/** An error nobody expected: one line, and the report to copy. */
final class FaultDialog {
    private FaultDialog() {}

    static void show(Stage owner, Texts texts, Throwable fault, String trace) {
        String report = "Atelier " + dev.atelier.domain.Versions.all() + "\n" + System.getProperty("os.name") + " " + System.getProperty("os.version") + "\n\n" + trace;
        var copy = new ButtonType(texts.get("fault.copy"), ButtonData.LEFT);
        var close = new ButtonType(texts.get("fault.close"), ButtonData.CANCEL_CLOSE);
        var dialog = new Alert(Alert.AlertType.ERROR, texts.get("fault.text", String.valueOf(fault)), copy, close);
        if (owner.getScene() != null) {
            dialog.initOwner(owner);
        }
        dialog.setTitle(texts.get("fault.title"));
        dialog.setHeaderText(texts.get("fault.title"));
        var area = new TextArea(report);
        area.setEditable(false);
        area.setAccessibleText(texts.get("fault.report"));
        area.setPrefRowCount(12);
        dialog.getDialogPane().setExpandableContent(area);
        dialog.resultProperty().subscribe(chosen -> {
            if (chosen == copy) {
                var content = new ClipboardContent();
                content.putString(report);
                Clipboard.getSystemClipboard().setContent(content);
            }
        });
        dialog.show();
    }
}
