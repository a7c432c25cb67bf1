package dev.atelier.view.setting;

import dev.atelier.domain.Settings;
import dev.atelier.ui.Messages;
import dev.atelier.ui.Tasks;
import dev.atelier.view.project.Config;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** One field for each setting, wherever it is shown. */
public final class SettingFields {
    private final Map<String, SettingField> fields = new LinkedHashMap<>();

    SettingFields(Config config, Tasks tasks, Messages messages) {
        Messages.Texts texts = messages.of(getClass());
        Settings.all().forEach(info -> fields.put(info.name(), new SettingField(info, config, texts, tasks)));
    }

    public SettingField get(String name) {
        return Objects.requireNonNull(fields.get(name), name);
    }

    /** In the order of the settings. */
    public Collection<SettingField> all() {
        return Collections.unmodifiableCollection(fields.values());
    }
}
