package dev.atelier.cli;

import dev.atelier.engine.data.RenderHandler;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A conversation as the model reads it. */
@Command(name = "render", mixinStandardHelpOptions = true, description = "Show messages through a chat template, and which characters are trained on.")
final class RenderCommand extends Verb {
    @Parameters(paramLabel = "TEMPLATE", description = "A model folder, or a file that holds a chat template.")
    private Path template;

    @Option(names = "--messages", required = true, paramLabel = "FILE.json", description = "A list of messages, or an object with one.")
    private Path messages;

    @Option(names = "--add-generation-prompt", description = "End with the beginning of an answer.")
    private boolean addGenerationPrompt;

    @Option(names = "--bos", paramLabel = "TEXT", description = "The template's bos_token, instead of the folder's.")
    private @Nullable String bos;

    @Option(names = "--eos", paramLabel = "TEXT", description = "The template's eos_token.")
    private @Nullable String eos;

    @Option(names = "--unk", paramLabel = "TEXT", description = "The template's unk_token.")
    private @Nullable String unk;

    @Option(names = "--pad", paramLabel = "TEXT", description = "The template's pad_token.")
    private @Nullable String pad;

    @Option(names = "--date", paramLabel = "TEXT", description = "The template's date_string.")
    private @Nullable String date;

    @SuppressWarnings("NullAway.Init")
    RenderCommand() {}

    @Override
    public Integer call() {
        var specials = new LinkedHashMap<String, String>();
        put(specials, "bos_token", bos);
        put(specials, "eos_token", eos);
        put(specials, "unk_token", unk);
        put(specials, "pad_token", pad);
        var variables = new LinkedHashMap<String, String>();
        put(variables, "date_string", date);
        var result = RenderHandler.run(new RenderHandler.Request(template, messages, addGenerationPrompt, specials, variables));
        return done(result, result.text() + "\ntrained on: " + result.mask());
    }

    private static void put(Map<String, String> map, String key, @Nullable String value) {
        if (value != null) {
            map.put(key, value);
        }
    }
}
