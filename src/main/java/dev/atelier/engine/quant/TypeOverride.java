package dev.atelier.engine.quant;

import dev.atelier.domain.UserError;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A type for all matrices in whose GGUF names {@code pattern} is found, in place of what the mix says. */
public record TypeOverride(Pattern pattern, GgmlType type) {
    /** From {@code attn_v=Q6_K}: a regular expression and a type. */
    public static TypeOverride parse(String text) {
        int at = text.lastIndexOf('=');
        var type = at < 1 ? Optional.<GgmlType>empty() : Arrays.stream(GgmlType.values()).filter(t -> t.name().equals(text.substring(at + 1).toUpperCase(Locale.ROOT))).findFirst();
        if (type.isEmpty()) {
            throw UserError.of("--override: wanted NAME=TYPE, such as attn_v=Q6_K", text, "name part of a tensor's name and a type");
        }
        type.get().format();
        try {
            return new TypeOverride(Pattern.compile(text.substring(0, at)), type.get());
        } catch (PatternSyntaxException e) {
            throw UserError.of("--override: wanted a regular expression before =", text + " (" + e.getDescription() + ")", "name part of a tensor's name");
        }
    }

    /** Whether it speaks of that tensor. */
    public boolean matches(String name) {
        return pattern.matcher(name).find();
    }

    /** The type of the tensor at {@code place}, or what stands in for it where its rows are no whole blocks. */
    public GgmlType at(MixRules.Place place) {
        return MixRules.fitting(type, place);
    }
}
