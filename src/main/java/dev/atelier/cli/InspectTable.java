package dev.atelier.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.engine.inspect.Inspection;
import dev.atelier.engine.inspect.Licence;
import dev.atelier.engine.inspect.WeightFacts;
import dev.atelier.engine.text.TokenizerFacts;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An inspection as a table for people. */
final class InspectTable {
    private static final int LONG_TEXT = 100;
    private static final int SHOWN = 5;
    private final Table table = new Table();

    private InspectTable() {}

    static String of(Inspection found) {
        var all = new InspectTable();
        all.add(found);
        return all.table.toString();
    }

    private void add(Inspection found) {
        switch (found) {
            case Inspection.Run r -> run(r);
            case Inspection.Project p -> project(p);
            case Inspection.Model m -> model(m);
            case Inspection.Adapter a -> adapter(a);
            case Inspection.Gguf g -> gguf(g);
            case Inspection.Tensors t -> {
                table.row("safetensors", t.path().toString());
                weights(t.weights());
                t.metadata().forEach((key, value) -> table.row(key, cut(value)));
            }
            case Inspection.Data d -> data("dataset", d);
            case Inspection.Tokens t -> {
                table.row("file", t.path().toString());
                tokenizer(t.tokenizer());
            }
        }
        found.problems().forEach(problem -> table.row("problem", problem));
    }

    private void run(Inspection.Run r) {
        table.row("run", r.path().toString()).row("project", r.name()).row("state", r.state()).row("model", r.model().toString()).row("method", r.method())
                .row("rows", Table.count(r.trainRows()) + " to train, " + Table.count(r.valRows()) + " to validate")
                .row("steps", r.steps() + (r.totalSteps() == null ? "" : " of " + r.totalSteps()));
        if (r.initialValLoss() != null) {
            table.row("validation loss", String.format(Locale.ROOT, "%.4f at the start, %.4f at the last measurement", r.initialValLoss(), r.valLoss()));
        }
        table.row("checkpoints", r.checkpoints().isEmpty() ? "none" : "after steps " + join(r.checkpoints())).row("result", r.result() == null ? "none yet" : r.result().toString());
        settings(r.settings());
    }

    private void project(Inspection.Project p) {
        table.row("project", p.path().toString()).row("name", p.name()).row("description", p.description()).row("model", p.model().toString());
        data("training rows", p.train());
        if (p.heldout() != null) {
            data("held-out rows", p.heldout());
        }
        settings(p.settings());
    }

    private void settings(JsonNode changes) {
        table.row("settings", changes.isEmpty() ? "the defaults" : changes.properties().stream().map(e -> e.getKey() + "=" + e.getValue()).collect(Collectors.joining(" ")));
    }

    private void model(Inspection.Model m) {
        table.row("model", m.path().toString()).row("architecture", m.architecture());
        weights(m.weights());
        context(m.context());
        m.shape().forEach((key, value) -> table.row(key, value.isTextual() ? value.asText() : value.toString()));
        table.row("files", m.files().isEmpty() ? "none" : String.join(", ", m.files()));
        tokenizer(m.tokenizer());
        licence(m.licence());
    }

    private void adapter(Inspection.Adapter a) {
        table.row("LoRA adapter", a.path().toString()).row("rank", a.rank() + patterns(a.rankPattern())).row("alpha", number(a.alpha()) + patterns(a.alphaPattern()))
                .row("dropout", number(a.dropout())).row("scale", (a.useRslora() ? "alpha / sqrt(rank)" : "alpha / rank") + (a.useDora() ? ", DoRA" : ""))
                .row("modules", a.modules() + ": " + String.join(", ", a.targetModules()));
        if (a.saved() > 0) {
            table.row("whole tensors", a.saved() + " beside the adapters");
        }
        table.row("base model", a.base() == null ? "not named" : a.base() + (a.baseFound() ? "" : " (not on this machine)"));
        weights(a.weights());
        if (a.licence() != null) {
            licence(a.licence());
        }
    }

    private static String patterns(Map<String, ?> patterns) {
        return patterns.isEmpty() ? "" : ", but " + patterns.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).collect(Collectors.joining(", "));
    }

    private void gguf(Inspection.Gguf g) {
        table.row("GGUF", g.path().toString()).row("architecture", g.architecture());
        weights(g.weights());
        context(g.context());
        tokenizer(g.tokenizer());
        g.keys().forEach((key, value) -> table.row(key, value instanceof Map<?, ?> list ? list.get("length") + " x " + list.get("type") : cut(String.valueOf(value))));
    }

    private void context(@Nullable Long tokens) {
        if (tokens != null) {
            table.row("context", Table.count(tokens) + " tokens");
        }
    }

    private void weights(@Nullable WeightFacts w) {
        if (w == null) {
            table.row("parameters", "unknown");
            return;
        }
        table.row("parameters", Table.count(w.parameters()) + " in " + w.tensors() + " tensors, " + Table.bytes(w.bytes()));
        w.parts().forEach((part, values) -> table.row("  " + part, String.format(Locale.ROOT, "%s (%.1f %%)", Table.count(values), 100.0 * values / Math.max(1, w.parameters()))));
        table.row("types", w.types().entrySet().stream().map(e -> e.getKey() + " " + Table.bytes(w.typeBytes().getOrDefault(e.getKey(), 0L))).collect(Collectors.joining(", ")));
    }

    private void licence(@Nullable Licence licence) {
        table.row("licence", licence == null ? "none" : (licence.spdx() == null ? "" : licence.spdx() + ": ") + cut(licence.firstLine()) + " (" + licence.file() + ")");
    }

    private void tokenizer(@Nullable TokenizerFacts t) {
        if (t == null) {
            table.row("tokenizer", "none");
            return;
        }
        table.row("tokenizer", t.type() + ", " + Table.count(t.size()) + " tokens, " + Table.count(t.merges()) + " merges, " + t.added() + " added; split by "
                + (t.preTokenizer().isEmpty() ? "nothing" : String.join(", ", t.preTokenizer())));
        t.special().forEach((name, id) -> table.row("  " + name.replaceFirst(" .*", ""), name.replaceFirst("^\\S+ ", "") + (id == null ? " (not in the vocabulary)" : " = " + id)));
        table.row("  ends with", t.eosIds().isEmpty() ? "no token" : join(t.eosIds().stream().toList()));
        template(t.chatTemplate());
    }

    private void template(@Nullable String source) {
        table.row("chat template", source == null ? "none" : Table.count(source.length()) + " characters: " + cut(source));
    }

    private void data(String what, Inspection.Data d) {
        table.row(what, d.path().toString()).row("  rows", Table.count(d.rows()) + " of shape " + d.shape() + ", " + d.bad() + " bad lines, " + Table.bytes(d.bytes()));
        d.findings().stream().limit(SHOWN).forEach(finding -> table.row("  line " + finding.line(), finding.reason()));
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }

    private static String join(List<Integer> numbers) {
        return numbers.stream().map(Objects::toString).collect(Collectors.joining(", "));
    }

    private static String cut(String text) {
        String line = text.replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cntrl}", " ");
        return line.length() <= LONG_TEXT ? line : line.substring(0, LONG_TEXT) + " ...";
    }
}
