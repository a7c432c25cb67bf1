package dev.atelier.view.adapter;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.AtomicFile;
import dev.atelier.domain.Json;
import dev.atelier.domain.JsonFile;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.UserError;
import dev.atelier.domain.model.PeftPatterns;
import dev.atelier.domain.model.RankMap;
import dev.atelier.ui.Messages;
import dev.atelier.ui.Tasks;
import dev.atelier.view.Failures;
import dev.atelier.view.Notices;
import dev.atelier.view.project.Config;
import dev.atelier.view.project.ModelChoice;
import dev.atelier.view.project.ModelFacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Maps of ranks from files and into them, in PEFT's words. */
final class MapFiles {
    private static final String PEFT = "adapter_config.json";
    private final Config config;
    private final ModelChoice model;
    private final Tasks tasks;
    private final Notices notices;
    private final Failures failures;
    private final Messages.Texts texts;

    MapFiles(Config config, ModelChoice model, Tasks tasks, Notices notices, Failures failures, Messages messages) {
        this.config = config;
        this.model = model;
        this.tasks = tasks;
        this.notices = notices;
        this.failures = failures;
        this.texts = messages.of(getClass());
    }

    /** Takes the map that {@code path} holds: an adapter_config.json, some of its keys, or an adapter's folder. */
    void take(Path path) {
        Path file = Files.isDirectory(path) ? path.resolve(PEFT) : path;
        tasks.run(() -> (JsonNode) JsonFile.CONFIG.object(file), json -> take(json, file), failures::tell);
    }

    private void take(JsonNode json, Path file) {
        ModelFacts facts = model.factsProperty().get();
        if (facts == null) {
            return;
        }
        try {
            TrainingConfig next = PeftPatterns.read(json, String.valueOf(file.getFileName()), facts.shape(), config.current());
            List<String> unused = RankMap.of(facts.shape(), next).unused(next);
            config.set(texts.get("adapter.undo.import"), next, new Object());
            if (unused.isEmpty()) {
                notices.info(texts.get("adapter.map.imported", file));
            } else {
                notices.warn(texts.count("adapter.map.unused", unused.size(), file, String.join(", ", unused.subList(0, Math.min(3, unused.size())))));
            }
        } catch (UserError e) {
            failures.tell(e);
        }
    }

    /** Writes the map to {@code file}. */
    void write(Path file) {
        ModelFacts facts = model.factsProperty().get();
        if (facts == null) {
            return;
        }
        TrainingConfig now = config.current();
        var printer = new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
        tasks.run(() -> {
            AtomicFile.write(file, Json.MAPPER.writer(printer).writeValueAsString(PeftPatterns.write(facts.shape(), now)) + "\n");
            return file;
        }, written -> notices.info(texts.get("adapter.map.exported", written)), failures::tell);
    }
}
