package dev.atelier.cli;

import dev.atelier.domain.Setting;
import dev.atelier.domain.SettingInfo;
import dev.atelier.domain.Settings;
import dev.atelier.domain.UserError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Option;

/** {@code --set name=value}, and the list of names for the help. */
final class SettingOptions {
    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "Change a setting; may be repeated. --settings lists them.")
    private List<String> assignments = List.of();

    @Option(names = "--device", paramLabel = "DEVICE", defaultValue = "", description = "auto, cpu or cuda:N; short for --set device=...")
    private String device = "";

    @Option(names = "--precision", paramLabel = "PRECISION", defaultValue = "", description = "auto, f32 or bf16; short for --set precision=...")
    private String precision = "";

    /** The settings that were given, by name. */
    Map<String, String> given() {
        var out = new LinkedHashMap<String, String>();
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals < 1) {
                throw UserError.of("--set: wanted NAME=VALUE", "\"" + assignment + "\"", "write for instance --set rank=8");
            }
            out.put(assignment.substring(0, equals), assignment.substring(equals + 1));
        }
        put(out, "device", device);
        put(out, "precision", precision);
        return out;
    }

    static void put(Map<String, String> settings, String name, String value) {
        if (!value.isEmpty()) {
            settings.put(name, value);
        }
    }

    /** Every setting with its default, range and documentation. */
    static String listing() {
        var out = new StringBuilder();
        Setting.Group group = null;
        for (SettingInfo setting : Settings.all()) {
            if (setting.about().group() != group) {
                group = setting.about().group();
                out.append('\n').append(group.name().toLowerCase(Locale.ROOT)).append(":\n");
            }
            out.append("  ").append(setting.name()).append('=').append(setting.about().value()).append("  (").append(setting.wanted()).append(")\n      ")
                    .append(setting.about().doc()).append(".\n");
        }
        return out.toString();
    }
}
