package dev.atelier.view.learn;

import dev.atelier.ui.Messages;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;

/** A textbook's table as printed, with what arithmetic gives where print differs. */
final class TextbookCard extends Card {
    TextbookCard(Figures figures, Messages.Texts texts) {
        super(texts.get("textbook.title"), texts.get("textbook.text"));
        var grid = grid();
        grid.addRow(0, head("FP32", true));
        for (int i = 0; i < TextbookTable.TYPES.size(); i++) {
            grid.add(head(TextbookTable.TYPES.get(i).text(), true), i + 1, 0);
        }
        int row = 1;
        for (var line : TextbookTable.ROWS) {
            grid.add(cell(figures.local(line.value()), true), 0, row);
            for (int i = 0; i < TextbookTable.TYPES.size(); i++) {
                NumberType type = TextbookTable.TYPES.get(i);
                String text = line.printed(type);
                Label printed = cell(text.equals("infinity") ? texts.get("textbook.infinity") : figures.local(text), true);
                var cell = new VBox(printed);
                cell.setAlignment(Pos.CENTER_RIGHT);
                if (!line.agrees(type)) {
                    printed.setGraphic(new FontIcon("fth-alert-triangle"));
                    printed.getStyleClass().add("slip");
                    cell.getChildren().add(cell(texts.get("textbook.computed", figures.exact(line.computed(type))), true));
                }
                grid.add(cell, i + 1, row);
            }
            row++;
        }
        getChildren().add(grid);
    }
}
