package dev.atelier.view.fit;

import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.TrainingConfig.Recompute;
import dev.atelier.memory.Change;
import dev.atelier.memory.Remedy;
import dev.atelier.memory.Verdict;
import dev.atelier.ui.Messages;
import dev.atelier.view.chart.Units;
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
        return remedy.enough() ? texts.get("fit.remedy", what(remedy), after, verdict(Verdict.of(remedy.after().totalBytes(), availableBytes))) : texts.get("fit.never", after);
    }

    /** The changes alone, in one line. */
    String what(Remedy remedy) {
        String all = remedy.changes().stream().map(change -> what(change, remedy)).collect(Collectors.joining(texts.get("fit.and")));
        return all.substring(0, 1).toUpperCase(texts.getLocale()) + all.substring(1);
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

    /** What each change does and costs; {@code now}: the settings before it. */
    String help(Remedy remedy, TrainingConfig now) {
        String all = remedy.changes().stream().map(change -> texts.get(key(change) + ".help")).collect(Collectors.joining("\n"));
        return remedy.changes().contains(Change.RECOMPUTE) && now.recompute() == Recompute.AUTO ? all + "\n" + texts.get("fit.auto") : all;
    }

    String verdict(Verdict verdict) {
        return texts.get("fit.verdict." + verdict.name().toLowerCase(Locale.ROOT));
    }

    private static String key(Change change) {
        return "fit.change." + change.name().toLowerCase(Locale.ROOT);
    }
}
