package dev.atelier.view.setting;

import dev.atelier.domain.SettingInfo;
import dev.atelier.domain.UserError;
import dev.atelier.ui.Messages;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;

/** What a setting may be, in the user's language. */
final class SettingWords {
    private SettingWords() {}

    /** Why {@code mistake} was made of this setting: what is wanted, or, where several settings have to agree, what does not. */
    static String problem(SettingInfo info, UserError mistake, Messages.Texts texts) {
        boolean own = String.valueOf(mistake.getMessage()).startsWith(info.name() + ": wanted " + info.wanted());
        return own ? texts.get("form.problem", wanted(info, texts)) : String.valueOf(mistake.getMessage());
    }

    static String wanted(SettingInfo info, Messages.Texts texts) {
        if (!info.choices().isEmpty()) {
            return String.join(", ", info.choices());
        }
        if (info.type() == String.class) {
            return info.about().form();
        }
        if (info.type() instanceof ParameterizedType p) {
            return p.getRawType() == List.class ? texts.get("form.names") : texts.get("form.pairs", number(info, p.getActualTypeArguments()[1], texts));
        }
        return number(info, info.type(), texts);
    }

    private static String number(SettingInfo info, Type type, Messages.Texts texts) {
        var parts = new ArrayList<String>();
        parts.add(texts.get(type == double.class || type == Double.class ? "form.number" : "form.whole"));
        limit(parts, "form.from", info.about().min(), texts);
        limit(parts, "form.above", info.about().above(), texts);
        limit(parts, "form.to", info.about().max(), texts);
        limit(parts, "form.below", info.about().below(), texts);
        return String.join(" ", parts);
    }

    private static void limit(List<String> parts, String key, double value, Messages.Texts texts) {
        if (Double.isFinite(value)) {
            parts.add(texts.get(key, value));
        }
    }
}
