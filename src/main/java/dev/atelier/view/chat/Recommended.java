package dev.atelier.view.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.JsonFile;
import dev.atelier.domain.UserError;
import dev.atelier.ui.Tasks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/** How a model's makers say it should answer: the generation_config.json in its folder. */
public final class Recommended {
    private final Tasks tasks;
    private final Voices voices;
    private final ReadOnlyObjectWrapper<@Nullable JsonNode> config = new ReadOnlyObjectWrapper<>(this, "config");

    Recommended(Tasks tasks, Voices voices) {
        this.tasks = tasks;
        this.voices = voices;
        voices.baseProperty().subscribe(this::look);
    }

    private void look(@Nullable Path base) {
        config.set(null);
        if (base != null) {
            tasks.run(() -> read(base), found -> {
                if (Objects.equals(base, voices.baseProperty().get())) {
                    config.set(found.orElse(null));
                }
            });
        }
    }

    private static Optional<JsonNode> read(Path model) {
        Path file = model.resolve("generation_config.json");
        try {
            return Files.isRegularFile(file) ? Optional.of(JsonFile.CONFIG.read(file)).filter(Recommended::saysSomething) : Optional.empty();
        } catch (UserError e) {
            return Optional.empty(); // one can answer without
        }
    }

    private static boolean saysSomething(JsonNode config) {
        return Stream.of("temperature", "top_k", "top_p", "min_p", "repetition_penalty").anyMatch(config::hasNonNull);
    }

    /** {@code now} with what the makers say; what they do not speak of is off. */
    ChatSettings apply(ChatSettings now) {
        JsonNode says = config.get();
        if (says == null) {
            return now;
        }
        double temperature = says.path("do_sample").asBoolean(true) ? says.path("temperature").asDouble(1) : 0;
        return new ChatSettings(temperature, now.maxTokens(), now.seed(), now.system(), says.path("top_k").asInt(0), says.path("top_p").asDouble(1), says.path("min_p").asDouble(0),
                says.path("repetition_penalty").asDouble(1), now.stop());
    }

    /** Null where they say nothing. */
    ReadOnlyObjectProperty<@Nullable JsonNode> configProperty() {
        return config.getReadOnlyProperty();
    }
}
