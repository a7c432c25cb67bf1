package dev.atelier.cli;

import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.TrainingConfig.Quantization;
import dev.atelier.memory.CardFit;
import dev.atelier.memory.Largest;
import dev.atelier.memory.MemoryEstimate;
import dev.atelier.memory.Proposals;
import dev.atelier.memory.Remedy;
import dev.atelier.memory.Setup;
import dev.atelier.memory.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What {@code estimate} tells people. */
final class EstimateTable {
    private EstimateTable() {}

    static String of(Setup setup, Proposals found) {
        MemoryEstimate estimate = found.estimate();
        TrainingConfig config = setup.config();
        var parts = estimate.parts();
        var table = new Table().row("parameters", Table.count(estimate.parameters()))
                .row("trainable", Table.count(estimate.trainableParameters()) + String.format(Locale.ROOT, " (%.2f %%)", 100.0 * estimate.trainableParameters() / estimate.parameters()))
                .row("weights", Table.bytes(parts.weights()) + " in " + (config.quantization() == Quantization.NONE ? "" : config.quantization() + (config.int8Embeddings() ? ", int8" : "") + " and ") + setup.computation().stored())
                .row("adapters", Table.bytes(parts.adapters()))
                .row("gradients", Table.bytes(parts.gradients()))
                .row("optimizer", Table.bytes(parts.optimizer()))
                .row("activations", Table.bytes(parts.activations()) + (estimate.keepingBytes() > 0 ? ", computed again: keeping them would need " + Table.bytes(estimate.keepingBytes()) + " in all" : ""))
                .row("logits", Table.bytes(parts.logits()))
                .row("workspace", Table.bytes(parts.workspace()))
                .row("overhead", Table.bytes(parts.overhead()))
                .row("total", Table.bytes(estimate.totalBytes()))
                .row("available", Table.bytes(found.availableBytes()) + ": " + words(found.verdict()));
        if (found.remedy() != null) {
            table.row("cheapest change", words(found.remedy()));
        }
        return table.row("largest that fit", words(found.largest())).toString();
    }

    /** A line for each card. */
    static String cards(List<CardFit> fits) {
        var table = new Table();
        for (var fit : fits) {
            String needs = Table.bytes(fit.need().totalBytes()) + " of " + Table.bytes(fit.card().usableBytes()) + ": " + words(fit.verdict());
            table.row(String.format(Locale.ROOT, "%2d GB  %s", fit.card().gigabytes(), String.join(", ", fit.card().examples())), fit.remedy() == null ? needs : needs + "; " + words(fit.remedy()));
        }
        return table.toString();
    }

    static String chat(EstimateAnswer.Chat chat, long availableBytes) {
        return new Table().row("weights", Table.bytes(chat.weights()))
                .row("cache", Table.bytes(chat.cache()) + ", keys and values of " + Table.count(chat.context()) + " tokens: " + Table.bytes(chat.cache() / Math.max(1, chat.context())) + " each")
                .row("logits", Table.bytes(chat.logits()))
                .row("overhead", Table.bytes(chat.overhead()))
                .row("total", Table.bytes(chat.totalBytes()))
                .row("textbook", Table.bytes(chat.textbookBytes()) + ", weights x 1.2: a fifth for everything else, however long the conversation; the cache grows with every token")
                .row("available", Table.bytes(availableBytes) + ": " + words(Verdict.valueOf(chat.verdict().toUpperCase(Locale.ROOT)))).toString();
    }

    private static String words(Verdict verdict) {
        return switch (verdict) {
            case FITS -> "fits";
            case TIGHT -> "tight";
            case OVER -> "does not fit";
        };
    }

    private static String words(Largest largest) {
        var out = new ArrayList<String>();
        Map.of("micro_batch", largest.microBatch(), "max_length", largest.maxLength(), "rank", largest.rank()).entrySet().stream().sorted(Map.Entry.comparingByKey()).filter(each -> each.getValue() > 0)
                .forEach(each -> out.add(each.getKey() + "=" + each.getValue()));
        return out.isEmpty() ? "none, with all other settings as they are" : String.join(" or ", out) + ", each alone";
    }

    private static String words(Remedy remedy) {
        if (!remedy.enough()) {
            return "no setting makes it fit: needs at least " + Table.bytes(remedy.after().totalBytes());
        }
        String settings = remedy.settings().entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()).collect(Collectors.joining(" "));
        return settings + ": " + Table.bytes(remedy.after().totalBytes());
    }
}
