package dev.atelier.view.setting;

import dev.atelier.domain.SettingInfo;
import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.UserError;
import dev.atelier.ui.Messages;
import dev.atelier.ui.Tasks;
import dev.atelier.view.project.Config;
import java.util.Map;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.util.Duration;

/** One setting in a field: what is typed stays as it is, becomes the project's as soon as it is a value, and what is none is said beside it. */
public final class SettingField {
    private static final Duration QUIET = Duration.millis(700);
    private final SettingInfo info;
    private final Config config;
    private final Messages.Texts texts;
    private final StringProperty text = new SimpleStringProperty(this, "text");
    private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper(this, "problem", "");

    SettingField(SettingInfo info, Config config, Messages.Texts texts, Tasks tasks) {
        this.info = info;
        this.config = config;
        this.texts = texts;
        text.set(shown(config.current()));
        Runnable soon = tasks.settled(QUIET, this::commit);
        text.addListener((property, was, now) -> {
            check();
            soon.run();
        });
        config.currentProperty().addListener((property, was, now) -> follow(was, now));
    }

    private String shown(TrainingConfig of) {
        return SettingText.show(info, of, texts.getLocale());
    }

    /** Changed elsewhere, or taken back: shown, unless the text says the same already. */
    private void follow(TrainingConfig was, TrainingConfig now) {
        if (!shown(was).equals(shown(now)) && !(check() && with(now).equals(now))) {
            text.set(shown(now));
        }
        check();
    }

    private TrainingConfig with(TrainingConfig base) {
        return Settings.with(base, Map.of(info.name(), SettingText.read(info, text.get(), texts.getLocale())));
    }

    private boolean check() {
        try {
            with(config.current());
            problem.set("");
        } catch (UserError e) {
            problem.set(SettingWords.problem(info, e, texts));
        }
        return problem.get().isEmpty();
    }

    /** Its value in {@code config}, as a field has it. */
    public String show(TrainingConfig config) {
        return shown(config);
    }

    /** Takes the value over, if it is one: on Enter, when the field is left, and soon after typing. */
    public void commit() {
        if (check()) {
            config.set(name(), with(config.current()));
        }
    }

    /** What there is to know of the setting. */
    public SettingInfo info() {
        return info;
    }

    /** In the user's language. */
    public String name() {
        return texts.get("setting." + info.name());
    }

    /** What it does, what it may be, and what it is if nobody changes it. */
    public String help() {
        String standard = SettingText.show(info, Settings.defaults(), texts.getLocale());
        return texts.get("setting." + info.name() + ".help") + "\n" + texts.get("form.standard", SettingWords.wanted(info, texts), standard.isEmpty() ? texts.get("form.none") : standard);
    }

    public StringProperty textProperty() {
        return text;
    }

    /** Why the text is no value; empty if it is one. */
    public ReadOnlyStringProperty problemProperty() {
        return problem.getReadOnlyProperty();
    }
}
