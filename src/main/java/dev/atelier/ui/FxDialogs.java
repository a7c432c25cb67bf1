package dev.atelier.ui;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.scene.control.Alert;
import javafx.scene.control.Alert.AlertType;
import javafx.scene.control.ButtonBar.ButtonData;
import javafx.scene.control.ButtonType;
import javafx.scene.control.TextInputDialog;
import javafx.stage.DirectoryChooser;
import javafx.stage.FileChooser;
import javafx.stage.FileChooser.ExtensionFilter;
import javafx.stage.Window;

/** The system's own choosers, and short questions over the window. */
public final class FxDialogs implements Dialogs {
    private final Window owner;
    private final String cancel;
    private File last = new File(System.getProperty("user.home"));

    /** {@code cancel}: the word on the button that changes nothing. */
    public FxDialogs(Window owner, String cancel) {
        this.owner = owner;
        this.cancel = cancel;
    }

    @Override
    public Optional<Path> openFile(String title, String kind, List<String> endings) {
        return chosen(files(title, kind, endings).showOpenDialog(owner));
    }

    @Override
    public Optional<Path> openFolder(String title) {
        var chooser = new DirectoryChooser();
        chooser.setTitle(title);
        chooser.setInitialDirectory(last);
        return chosen(chooser.showDialog(owner));
    }

    @Override
    public Optional<Path> saveFile(String title, Path folder, String name, String kind, List<String> endings) {
        var chooser = files(title, kind, endings);
        if (Files.isDirectory(folder)) {
            chooser.setInitialDirectory(folder.toFile());
        }
        chooser.setInitialFileName(name);
        return Optional.ofNullable(chooser.showSaveDialog(owner)).map(File::toPath);
    }

    private FileChooser files(String title, String kind, List<String> endings) {
        var chooser = new FileChooser();
        chooser.setTitle(title);
        chooser.setInitialDirectory(last);
        chooser.getExtensionFilters().add(new ExtensionFilter(kind, endings));
        return chooser;
    }

    private Optional<Path> chosen(File file) {
        if (file == null) {
            return Optional.empty();
        }
        last = file.getParentFile() == null ? last : file.getParentFile();
        return Optional.of(file.toPath());
    }

    @Override
    public Optional<Integer> choose(String title, String question, List<String> actions) {
        var dialog = new Alert(AlertType.NONE, question);
        dialog.initOwner(owner);
        dialog.setTitle(title);
        dialog.setHeaderText(title);
        actions.forEach(action -> dialog.getButtonTypes().add(new ButtonType(action, dialog.getButtonTypes().isEmpty() ? ButtonData.OK_DONE : ButtonData.OTHER)));
        dialog.getButtonTypes().add(new ButtonType(cancel, ButtonData.CANCEL_CLOSE));
        int chosen = dialog.getButtonTypes().indexOf(dialog.showAndWait().orElse(null));
        return chosen >= 0 && chosen < actions.size() ? Optional.of(chosen) : Optional.empty();
    }

    @Override
    public Optional<String> ask(String title, String label, String proposal) {
        var dialog = new TextInputDialog(proposal);
        dialog.initOwner(owner);
        dialog.setTitle(title);
        dialog.setHeaderText(title);
        dialog.setContentText(label);
        dialog.setGraphic(null);
        return dialog.showAndWait().map(String::strip).filter(text -> !text.isEmpty());
    }
}
