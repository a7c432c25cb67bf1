package dev.atelier.domain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The settings by name: what there are, their defaults, and a {@link TrainingConfig} from and to text and JSON. */
public final class Settings {
    private static final List<SettingInfo> ALL = Arrays.stream(TrainingConfig.class.getRecordComponents()).map(SettingInfo::of).toList();
    private static final List<String> NAMES = ALL.stream().map(SettingInfo::name).toList();

    private Settings() {}

    /** Every setting, in the order of the record: for help, documentation and forms. */
    public static List<SettingInfo> all() {
        return ALL;
    }

    public static TrainingConfig defaults() {
        return make(ALL.stream().map(SettingInfo::defaultValue).toArray());
    }

    /** {@code config} with some settings changed; keys in snake case, values as after {@code --set key=}. method=qlora is lora on a base in nf4. */
    public static TrainingConfig with(TrainingConfig config, Map<String, String> changes) {
        Object[] values = values(config);
        meant(config, changes).forEach((key, text) -> {
            int i = index(key);
            values[i] = ALL.get(i).parse(text);
        });
        return make(values);
    }

    private static Map<String, String> meant(TrainingConfig config, Map<String, String> changes) {
        if (!"qlora".equalsIgnoreCase(changes.get("method"))) {
            return changes;
        }
        var meant = new LinkedHashMap<>(changes);
        meant.put("method", "lora");
        meant.putIfAbsent("quantization", config.quantization() == TrainingConfig.Quantization.NONE ? "nf4" : config.quantization().toString());
        return meant;
    }

    /** {@code config} with the settings of a JSON object, as in a project.json; an unknown name is an error that begins with {@code where}. */
    public static TrainingConfig with(TrainingConfig config, JsonNode changes, String where) {
        if (!changes.isObject()) {
            throw UserError.of(where + ": wanted an object of settings", changes.getNodeType().toString(), "write {\"rank\": 16, ...}");
        }
        Object[] values = values(config);
        try {
            changes.properties().forEach(entry -> {
                int i = index(entry.getKey());
                values[i] = ALL.get(i).value(entry.getValue());
            });
            return make(values);
        } catch (UserError e) {
            throw new UserError(where + ": " + e.getMessage(), e);
        }
    }

    /** Every setting by its name. */
    public static ObjectNode toJson(TrainingConfig config) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        Object[] values = values(config);
        for (int i = 0; i < values.length; i++) {
            out.set(NAMES.get(i), ALL.get(i).json(values[i]));
        }
        return out;
    }

    /** One setting's value, as {@link #toJson} has it. */
    public static JsonNode value(TrainingConfig config, String name) {
        int i = index(name);
        return ALL.get(i).json(get(TrainingConfig.class.getRecordComponents()[i], config));
    }

    /** The reverse of {@link #toJson}; a missing name takes its default, a name this version does not know is passed over. */
    public static TrainingConfig fromJson(JsonNode json, String where) {
        ObjectNode known = Json.MAPPER.createObjectNode();
        json.properties().stream().filter(entry -> NAMES.contains(entry.getKey())).forEach(entry -> known.set(entry.getKey(), entry.getValue()));
        return with(defaults(), known, where);
    }

    private static int index(String key) {
        int i = NAMES.indexOf(key);
        if (i < 0) {
            throw UserError.of("wanted the name of a setting", "\"" + key + "\"", Names.suggest(key, NAMES));
        }
        return i;
    }

    private static Object[] values(TrainingConfig config) {
        return Arrays.stream(TrainingConfig.class.getRecordComponents()).map(component -> get(component, config)).toArray();
    }

    private static Object get(RecordComponent component, TrainingConfig config) {
        try {
            return Objects.requireNonNull(component.getAccessor().invoke(config));
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new LinkageError(component.getName(), e);
        }
    }

    private static TrainingConfig make(Object[] values) {
        Class<?>[] types = Arrays.stream(TrainingConfig.class.getRecordComponents()).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return TrainingConfig.class.getDeclaredConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof UserError mistake) {
                throw mistake;
            }
            throw new LinkageError("settings", e);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("settings", e);
        }
    }
}
