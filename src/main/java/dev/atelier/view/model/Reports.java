package dev.atelier.view.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.UserError;
import dev.atelier.domain.work.WorkRequest.Inspected;
import dev.atelier.ui.Messages;
import dev.atelier.view.chart.Units;
import dev.atelier.view.model.Report.Action;
import dev.atelier.view.model.Report.Does;
import dev.atelier.view.project.ModelFacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What {@code inspect} answers, in words. */
final class Reports {
    private static final int MOST_FINDINGS = 5;
    private final ModelWords models;
    private final Units units;
    private final Messages.Texts texts;

    Reports(ModelWords models, Units units, Messages messages) {
        this.models = models;
        this.units = units;
        this.texts = messages.of(getClass());
    }

    /** Something that is nothing we know. */
    Report unknown(Path path, String problem) {
        return new Report(path, name(path), "", List.of(), List.of(), List.of(), List.of(problem), List.of());
    }

    /** A model that opens. */
    Report model(ModelFacts model, List<Lamp> lamps) {
        var actions = new ArrayList<>(List.of(new Action(Does.USE, model.path())));
        if (!model.shape().classifies()) {
            actions.add(new Action(Does.CHAT, model.path()));
        }
        return new Report(model.path(), name(model.path()), texts.get(model.isFile() ? "kind.gguf" : "kind.model"), models.facts(model), models.parts(model), lamps, List.of(), actions);
    }

    /** Anything else, also a model that does not open. */
    Report of(Inspected found) {
        JsonNode facts = found.facts();
        var problems = new ArrayList<String>();
        facts.path("problems").forEach(problem -> problems.add(problem.asText()));
        var list = new FactList(units, texts);
        var actions = new ArrayList<Action>();
        switch (found.kind()) {
            case "model", "gguf" -> broken(facts, list);
            case "adapter" -> adapter(facts, list);
            case "run" -> run(facts, list, actions);
            case "project" -> project(facts, list);
            case "dataset" -> rows(facts, list, problems);
            case "tokenizer" -> tokenizer(facts, list);
            case "safetensors" -> list.weights(facts.path("weights")).count("tensors", facts.at("/weights/tensors"));
            default -> throw new UserError(texts.get("inspect.newer", found.kind()));
        }
        if (problems.isEmpty() || found.kind().equals("dataset")) {
            usual(found, actions);
        }
        return new Report(found.path(), facts.path("name").asText(name(found.path())), texts.get("kind." + found.kind()), list.all(), FactList.parts(facts.path("weights"), units, texts), List.of(),
                problems, actions);
    }

    /** What is done with something of this kind. */
    private static void usual(Inspected found, List<Action> actions) {
        Path path = found.path();
        switch (found.kind()) {
            case "adapter" -> {
                actions.add(new Action(Does.CONTINUE, path));
                if (found.facts().path("base_found").asBoolean() && Path.of(found.facts().path("base").asText()).isAbsolute()) {
                    actions.add(new Action(Does.BASE, Path.of(found.facts().path("base").asText())));
                }
            }
            case "project" -> actions.add(new Action(Does.OPEN, path));
            case "dataset" -> {
                if (found.facts().path("rows").asInt() > 0) {
                    actions.add(new Action(Does.IMPORT, path));
                }
            }
            case "safetensors", "tokenizer" -> {
                Path folder = path.toAbsolutePath().getParent();
                if (Files.isRegularFile(path) && folder != null && (Files.isRegularFile(folder.resolve("config.json")) || Files.isRegularFile(folder.resolve("adapter_config.json")))) {
                    actions.add(new Action(Does.FOLDER, folder));
                }
            }
            default -> {}
        }
    }

    private static void broken(JsonNode facts, FactList list) {
        list.add("architecture", facts.path("architecture").asText()).weights(facts.path("weights"));
        if (facts.hasNonNull("tokenizer")) {
            list.tokenizer(facts.path("tokenizer")).template(facts.path("tokenizer"));
        }
    }

    private void adapter(JsonNode facts, FactList list) {
        list.count("rank", facts.path("rank"));
        list.add("alpha", units.number(facts.path("alpha").asDouble(), facts.path("alpha").asDouble() == Math.rint(facts.path("alpha").asDouble()) ? 0 : 2));
        list.add("variant", facts.path("use_dora").asBoolean() ? "DoRA" : facts.path("use_rslora").asBoolean() ? "rsLoRA" : "LoRA");
        list.add("targets", facts.path("target_modules").valueStream().map(target -> target.asText().replaceFirst("^[\\w.]+\\.\\d+\\.(?=[\\w.]+$)", "")).distinct().sorted().collect(Collectors.joining(", ")));
        list.count("modules", facts.path("modules"));
        list.add("saved", facts.path("saved").asInt() == 0 ? "" : units.count(facts.path("saved").asInt()));
        list.weights(facts.path("weights"));
        String base = facts.path("base").asText("");
        list.add("base", base.isEmpty() || base.equals("null") ? texts.get("fact.unknown") : facts.path("base_found").asBoolean() ? base : texts.get("fact.base.missing", base));
    }

    private void run(JsonNode facts, FactList list, List<Action> actions) {
        boolean full = facts.path("method").asText().equals("full");
        list.add("state", facts.path("state").asText());
        list.add("method", texts.get(full ? "use.full" : "use.lora"));
        list.add("base", facts.path("model").asText());
        list.add("rows", texts.get("fact.rows.split", facts.path("train_rows").asLong(), facts.path("val_rows").asLong()));
        list.count("steps", facts.path("steps"));
        if (facts.hasNonNull("val_loss")) {
            list.add("loss", texts.get("fact.loss.text", units.loss(facts.path("initial_val_loss").asDouble()), units.loss(facts.path("val_loss").asDouble())));
        }
        if (facts.hasNonNull("result")) {
            actions.add(new Action(full ? Does.USE : Does.CONTINUE, Path.of(facts.path("result").asText())));
        }
        if (Files.exists(Path.of(facts.path("model").asText()))) {
            actions.add(new Action(Does.BASE, Path.of(facts.path("model").asText())));
        }
    }

    private void project(JsonNode facts, FactList list) {
        list.add("description", facts.path("description").asText());
        list.add("base", facts.path("model").asText());
        list.add("rows", texts.get("fact.rows.kind", facts.at("/train/rows").asLong(), facts.at("/train/shape").asText()));
        list.count("heldout", facts.at("/heldout/rows"));
        list.add("settings", facts.path("settings").properties().stream().map(entry -> entry.getKey() + " = " + entry.getValue().asText()).collect(Collectors.joining(", ")));
    }

    private void rows(JsonNode facts, FactList list, List<String> problems) {
        list.add("rows", texts.get("fact.rows.kind", facts.path("rows").asLong(), facts.path("shape").asText()));
        list.add("file", units.bytes(facts.path("bytes").asLong()));
        list.add("bad", facts.path("bad").asInt() == 0 ? "" : units.count(facts.path("bad").asInt()));
        facts.path("findings").valueStream().limit(MOST_FINDINGS).forEach(finding -> problems.add(texts.get("inspect.line", finding.path("line").asInt(), finding.path("reason").asText())));
    }

    private void tokenizer(JsonNode facts, FactList list) {
        JsonNode tokenizer = facts.path("tokenizer");
        list.tokenizer(tokenizer).template(tokenizer).count("merges", tokenizer.path("merges")).count("added", tokenizer.path("added")).add("steps_of_text", join(tokenizer.path("pre_tokenizer")));
        list.add("special", tokenizer.path("special").properties().stream().map(entry -> entry.getKey().replaceFirst("^\\w+_token ", "")).distinct().collect(Collectors.joining(" ")));
    }

    private static String join(JsonNode list) {
        return list.valueStream().map(JsonNode::asText).collect(Collectors.joining(", "));
    }

    private static String name(Path path) {
        return path.getFileName() == null ? path.toString() : path.getFileName().toString();
    }
}
