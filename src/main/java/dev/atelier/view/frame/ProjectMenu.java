package dev.atelier.view.frame;

import dev.atelier.store.Preferences.Language;
import dev.atelier.ui.Command;
import dev.atelier.ui.Dialogs;
import dev.atelier.ui.Messages;
import dev.atelier.ui.Theme;
import dev.atelier.ui.Undo;
import dev.atelier.view.model.InspectViewModel;
import dev.atelier.view.project.Prefs;
import dev.atelier.view.project.Project;
import dev.atelier.view.project.Projects;
import dev.atelier.view.project.Starter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import org.kordamp.ikonli.javafx.FontIcon;

/** What concerns the project as a whole: new, open, samples, recent ones, its name, undo; and how the window looks and speaks. */
final class ProjectMenu {
    private final Messages.Texts texts;
    private final Project project;
    private final Projects projects;
    private final Dialogs dialogs;
    private final Prefs preferences;
    private final Starter starter;
    private final Theme theme;
    private final Undo undo;
    private final Shell shell;
    private final InspectViewModel inspect;

    ProjectMenu(Messages messages, Project project, Projects projects, Dialogs dialogs, Prefs preferences, Starter starter, Theme theme, Undo undo, Shell shell, InspectViewModel inspect) {
        this.texts = messages.of(getClass());
        this.project = project;
        this.projects = projects;
        this.dialogs = dialogs;
        this.preferences = preferences;
        this.starter = starter;
        this.theme = theme;
        this.undo = undo;
        this.shell = shell;
        this.inspect = inspect;
    }

    /** Commands for palette and keys. */
    List<Command> commands() {
        var out = new ArrayList<Command>();
        out.add(new Command(texts.get("menu.new"), "fth-file-plus", key(KeyCode.N), this::create));
        out.add(new Command(texts.get("menu.open"), "fth-folder", key(KeyCode.O), this::open));
        out.add(new Command(texts.get("menu.inspect.folder"), "fth-search", null, this::inspectFolder));
        out.add(new Command(texts.get("menu.inspect.file"), "fth-search", null, this::inspectFile));
        out.add(new Command(texts.get("menu.rename"), "fth-edit-2", null, this::rename));
        out.add(new Command(texts.get("menu.save"), "fth-save", key(KeyCode.S), shell::save));
        out.add(new Command(texts.get("menu.undo"), "fth-corner-up-left", key(KeyCode.Z), undo.nextProperty().isNotEmpty(), undo::undo));
        out.add(new Command(texts.get("menu.redo"), "fth-corner-up-right", new KeyCodeCombination(KeyCode.Z, KeyCombination.SHORTCUT_DOWN, KeyCombination.SHIFT_DOWN),
                undo.redoNextProperty().isNotEmpty(), undo::redo));
        for (Path sample : starter.samples()) {
            out.add(new Command(texts.get("menu.sample.open", sample.getFileName()), "fth-book-open", null, () -> projects.openSample(sample)));
        }
        for (var choice : Theme.Choice.values()) {
            out.add(new Command(texts.get("palette.theme", texts.get("menu.theme." + choice.name().toLowerCase(Locale.ROOT))), "fth-sun", null, () -> theme.choiceProperty().set(choice)));
        }
        for (Language language : Language.values()) {
            out.add(new Command(texts.get("palette.language", texts.get("menu.language." + language.name().toLowerCase(Locale.ROOT))), "fth-type", null, () -> shell.language(language)));
        }
        return out;
    }

    private static KeyCombination key(KeyCode code) {
        return new KeyCodeCombination(code, KeyCombination.SHORTCUT_DOWN);
    }

    /** The menu behind the project's name. */
    void fill(MenuButton button) {
        var samples = new Menu(texts.get("menu.samples"), new FontIcon("fth-book-open"));
        starter.samples().forEach(sample -> samples.getItems().add(item(String.valueOf(sample.getFileName()), "fth-file-text", () -> projects.openSample(sample))));
        var recent = new Menu(texts.get("menu.recent"), new FontIcon("fth-calendar"));
        button.getItems().addAll(item(texts.get("menu.new"), "fth-file-plus", this::create), item(texts.get("menu.open"), "fth-folder", this::open), samples, recent,
                new SeparatorMenuItem(), item(texts.get("menu.inspect.folder"), "fth-search", this::inspectFolder), item(texts.get("menu.inspect.file"), "fth-search", this::inspectFile),
                new SeparatorMenuItem(), item(texts.get("menu.rename"), "fth-edit-2", this::rename));
        button.setOnShowing(event -> {
            recent.getItems().setAll(preferences.get().recentProjects().stream().filter(path -> !path.equals(project.folder())).map(path -> item(shown(path), "fth-folder", () -> projects.open(path)))
                    .toList());
            recent.setDisable(recent.getItems().isEmpty());
        });
    }

    private static String shown(Path path) {
        return path.getFileName() + "  (" + path.getParent() + ")";
    }

    /** The menu for looks and language. */
    void fillView(MenuButton button) {
        var themes = new ToggleGroup();
        for (var choice : Theme.Choice.values()) {
            var item = new RadioMenuItem(texts.get("menu.theme." + choice.name().toLowerCase(Locale.ROOT)));
            item.setToggleGroup(themes);
            item.setSelected(theme.choiceProperty().get() == choice);
            item.setOnAction(event -> theme.choiceProperty().set(choice));
            theme.choiceProperty().subscribe(now -> item.setSelected(now == choice));
            button.getItems().add(item);
        }
        button.getItems().add(new SeparatorMenuItem());
        var languages = new ToggleGroup();
        for (Language language : Language.values()) {
            var item = new RadioMenuItem(texts.get("menu.language." + language.name().toLowerCase(Locale.ROOT)));
            item.setToggleGroup(languages);
            item.setSelected(preferences.get().language() == language);
            item.setOnAction(event -> shell.language(language));
            button.getItems().add(item);
        }
    }

    private static MenuItem item(String text, String icon, Runnable action) {
        var item = new MenuItem(text, new FontIcon(icon));
        item.setMnemonicParsing(false);
        item.setOnAction(event -> action.run());
        return item;
    }

    private void create() {
        projects.create(texts.get("project.untitled"));
    }

    private void open() {
        dialogs.openFile(texts.get("menu.open"), texts.get("menu.open.kind"), List.of("*.atelier")).ifPresent(projects::open);
    }

    private void inspectFolder() {
        dialogs.openFolder(texts.get("menu.inspect.folder")).ifPresent(inspect::open);
    }

    private void inspectFile() {
        dialogs.openFile(texts.get("menu.inspect.file"), texts.get("menu.inspect.kind"), List.of("*.*", "*")).ifPresent(inspect::open);
    }

    private void rename() {
        dialogs.ask(texts.get("menu.rename"), texts.get("menu.rename.label"), project.nameProperty().get()).ifPresent(project.nameProperty()::set);
    }
}
