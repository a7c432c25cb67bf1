package dev.atelier.view.export;

import atlantafx.base.theme.Styles;
import dev.atelier.store.StoredExport;
import dev.atelier.ui.Messages;
import dev.atelier.view.Desktop;
import dev.atelier.view.chart.Units;
import java.util.Locale;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;

/** What was written: how large, how close to the model, and the line that runs it. */
final class ResultCard extends VBox {
    private final StoredExport export;
    private final Messages.Texts texts;

    ResultCard(StoredExport export, Desktop desktop, Messages.Texts texts, Units units) {
        super(12);
        this.export = export;
        this.texts = texts;
        getStyleClass().addAll("card", "result");
        var file = line(export.file().toString(), "fth-check-circle", "good");
        file.getStyleClass().add("file");
        var facts = line(texts.get("export.result.facts", units.bytes(export.bytes()), units.number(export.seconds(), export.seconds() < 10 ? 1 : 0)), null, "");
        facts.getStyleClass().add("muted");
        getChildren().addAll(file, facts, verdict(units));
        export.warnings().forEach(warning -> getChildren().add(line(warning, "fth-alert-triangle", "careful")));
        var show = button("export.show", "fth-folder");
        show.setOnAction(event -> desktop.show(export.file()));
        var path = button("export.copy.path", "fth-copy");
        path.setOnAction(event -> copy(export.file().toString(), path));
        export.use().lines().forEach(line -> getChildren().add(run(line)));
        getChildren().add(new HBox(8, show, path));
    }

    private Label verdict(Units units) {
        Verdict verdict = Verdict.of(export);
        String key = "export.verdict." + verdict.name().toLowerCase(Locale.ROOT);
        return switch (verdict) {
            case UNCHECKED -> line(texts.get(export.format().equals("peft") ? "export.verdict.copied" : key), "fth-minus-circle", "");
            case SAME, GOOD, CLOSE -> line(texts.get(key, share(units)), "fth-check-circle", "good");
            case ROUNDED -> line(texts.get(key, share(units)), "fth-info", "careful");
            case FAR -> line(texts.get(key, share(units), export.quant().isEmpty() ? texts.get("export.format.hf") : export.quant()), "fth-alert-triangle", "bad");
        };
    }

    private String share(Units units) {
        double relative = export.relative();
        return units.number(relative, relative >= 0.1 || relative == 0 ? 2 : relative >= 0.01 ? 3 : relative >= 0.001 ? 4 : 6);
    }

    private HBox run(String line) {
        var command = new TextField(line);
        command.setEditable(false);
        command.getStyleClass().add("command-line");
        command.setAccessibleText(texts.get("export.use"));
        command.setAccessibleHelp(texts.get("export.use.help"));
        HBox.setHgrow(command, Priority.ALWAYS);
        var copy = button("export.copy.use", "fth-copy");
        copy.setOnAction(event -> copy(line, copy));
        return new HBox(8, command, copy);
    }

    private Button button(String key, String icon) {
        var button = new Button(texts.get(key), new FontIcon(icon));
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setAccessibleHelp(texts.get(key + ".help"));
        return button;
    }

    private static void copy(String text, Button from) {
        var content = new ClipboardContent();
        content.putString(text);
        Clipboard.getSystemClipboard().setContent(content);
        from.setGraphic(new FontIcon("fth-check"));
        from.getStyleClass().add(Styles.SUCCESS);
    }

    private static Label line(String text, @org.jspecify.annotations.Nullable String icon, String meant) {
        var line = new Label(text);
        line.setWrapText(true);
        line.setMinHeight(Region.USE_PREF_SIZE);
        if (icon != null) {
            var sign = new FontIcon(icon);
            sign.getStyleClass().add(meant);
            line.setGraphic(sign);
        }
        return line;
    }
}
