package dev.atelier.domain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * run.json: what makes a run repeatable. {@code modelHashes} are the SHA-256 of the model's files by name; {@code versions} those of the program,
 * Java and the engine; {@code rows} counts of rows ("train", "val", "skipped"); {@code labels} a classifier's classes, by number; {@code skipBad} the consent to leave out rows that cannot be used.
 */
public record RunSpec(String name, Path model, Map<String, String> modelHashes, TrainingConfig settings, Map<String, Integer> rows, List<String> labels, boolean skipBad, String created, Map<String, String> versions) {
    private static final int FORMAT = 1;

    public RunSpec {
        modelHashes = Map.copyOf(modelHashes);
        rows = Map.copyOf(rows);
        labels = List.copyOf(labels);
        versions = Map.copyOf(versions);
    }

    /** Written last of all when a run is prepared: a folder with a run.json is complete. */
    public void write(RunFolder run) throws IOException {
        ObjectNode out = Json.MAPPER.createObjectNode();
        out.put("format", FORMAT).put("name", name).put("created", created);
        ObjectNode modelNode = out.putObject("model").put("path", model.toString());
        modelNode.set("sha256", Json.MAPPER.valueToTree(new TreeMap<>(modelHashes)));
        out.set("rows", Json.MAPPER.valueToTree(new TreeMap<>(rows)));
        if (!labels.isEmpty()) {
            out.set("labels", Json.MAPPER.valueToTree(labels));
        }
        out.put("skip_bad", skipBad);
        out.set("versions", Json.MAPPER.valueToTree(new TreeMap<>(versions)));
        out.set("settings", Settings.toJson(settings));
        AtomicFile.write(run.spec(), Json.pretty(out));
    }

    public static RunSpec read(RunFolder run) throws IOException {
        String where = run.spec().toString();
        JsonNode in = Json.parse(Files.readString(run.spec()), where);
        if (in.path("format").asInt() != FORMAT) {
            throw UserError.of(where + ": wanted format " + FORMAT, in.path("format").toString(), "open it with the version of Atelier that wrote it");
        }
        if (!in.at("/model/path").isTextual() || !in.path("settings").isObject()) {
            throw UserError.of(where + ": wanted model.path and settings", "none", "start the run again from its project");
        }
        return new RunSpec(in.path("name").asText(), Path.of(in.at("/model/path").asText()), strings(in.at("/model/sha256")), Settings.fromJson(in.path("settings"), where),
                counts(in.path("rows")), in.path("labels").valueStream().map(JsonNode::asText).toList(), in.path("skip_bad").asBoolean(), in.path("created").asText(), strings(in.path("versions")));
    }

    private static Map<String, String> strings(JsonNode object) {
        var out = new LinkedHashMap<String, String>();
        object.properties().forEach(entry -> out.put(entry.getKey(), entry.getValue().asText()));
        return out;
    }

    private static Map<String, Integer> counts(JsonNode object) {
        var out = new LinkedHashMap<String, Integer>();
        object.properties().forEach(entry -> out.put(entry.getKey(), entry.getValue().asInt()));
        return out;
    }
}
