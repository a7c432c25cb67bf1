package dev.atelier.view.fit;

import dev.atelier.memory.Change;
import dev.atelier.memory.Remedy;
import dev.atelier.memory.Verdict;
import dev.atelier.ui.Messages;
import dev.atelier.view.chart.Units;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** Changes of settings as sentences. */
final class ChangeWords {
    private final Units units;
    private final Messages.Texts texts;

    ChangeWords(Units units, Messages messages) {
        this.units = units;
        this.texts = messages.of(getClass());
    }

    /** {@code Recompute activations: 7.4 GB, fits}, or that nothing helps. */
    String line(Remedy remedy, long availableBytes) {
        String after = units.bytes(remedy.after().totalBytes());
        return remedy.enough() ? texts.get("fit.remedy", capital(what(remedy)), after, verdict(Verdict.of(remedy.after().totalBytes(), availableBytes))) : texts.get("fit.never", after);
    }

    /** The changes alone, in the middle of a sentence. */
    String what(Remedy remedy) {
        return remedy.changes().stream().map(change -> what(change, remedy)).collect(Collectors.joining(texts.get("fit.and")));
    }

    private String capital(String text) {
        return text.substring(0, 1).toUpperCase(texts.getLocale()) + text.substring(1);
    }

    private String what(Change change, Remedy remedy) {
        return texts.get(key(change), switch (change) {
            case DATA_LENGTH, LENGTH -> setting(remedy, "max_length");
            case MICRO_BATCH -> setting(remedy, "micro_batch");
            case RANK -> setting(remedy, "rank");
            default -> "";
        });
    }

    private static String setting(Remedy remedy, String name) {
        return Objects.requireNonNull(remedy.settings().get(name));
    }

    /** What each change does and costs. */
    String help(Remedy remedy) {
        return remedy.changes().stream().map(change -> texts.get(key(change) + ".help")).collect(Collectors.joining("\n"));
    }

    String verdict(Verdict verdict) {
        return texts.get("fit.verdict." + verdict.name().toLowerCase(Locale.ROOT));
    }

    private static String key(Change change) {
        return "fit.change." + change.name().toLowerCase(Locale.ROOT);
    }
}
