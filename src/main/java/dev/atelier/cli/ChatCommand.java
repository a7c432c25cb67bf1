package dev.atelier.cli;

import dev.atelier.domain.UserError;
import dev.atelier.engine.generate.ChatHandler;
import dev.atelier.engine.generate.ModelCache;
import dev.atelier.engine.generate.ModelReference;
import dev.atelier.engine.text.Message;
import dev.atelier.engine.text.SpecialTokens;
import dev.atelier.engine.text.Tokenizers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One question to a model, and its answer as it comes. */
@Command(name = "chat", mixinStandardHelpOptions = true, description = "Ask a model, with or without an adapter.")
final class ChatCommand extends Verb {
    @Parameters(paramLabel = "MODEL", description = "A model folder, a GGUF file or a run folder.")
    private Path model;

    @Option(names = "--adapter", paramLabel = "DIR", description = "A PEFT adapter to put on the model.")
    private @Nullable Path adapter;

    @Option(names = "--prompt", paramLabel = "TEXT", description = "What to ask, put through the model's chat template.")
    private @Nullable String prompt;

    @Option(names = "--ids", paramLabel = "1,2,3", description = "Token ids to go on from, instead of a prompt.")
    private @Nullable String ids;

    @Option(names = "--stop-eos", description = "With --ids: end at the model's end-of-sequence token.")
    private boolean stopEos;

    @Mixin
    private SamplingOptions sampling = new SamplingOptions();

    @Mixin
    private ModelOptions options = new ModelOptions();

    @SuppressWarnings("NullAway.Init")
    ChatCommand() {}

    @Override
    public Integer call() throws IOException {
        var reference = ModelReference.of(model, adapter);
        if ((prompt == null) == (ids == null)) {
            throw UserError.of("wanted either --prompt or --ids", prompt == null ? "neither" : "both", "give one");
        }
        var how = new ChatHandler.Options(sampling.sampling(), options.precision, options.device);
        try (var models = new ModelCache(Duration.ofDays(1)); var tokenizers = new Tokenizers()) {
            var chat = new ChatHandler(models, tokenizers);
            return prompt != null ? prompted(chat, reference, prompt, how) : continued(chat, reference, String.valueOf(ids), how);
        }
    }

    private int prompted(ChatHandler chat, ModelReference reference, String text, ChatHandler.Options how) throws IOException {
        boolean live = !json();
        var result = chat.conversation(reference, List.of(new Message("user", text)), how, live ? this::show : piece -> {}, () -> false);
        if (live) {
            out().println();
            if (!result.ids().isEmpty()) {
                err().printf(Locale.ROOT, "%d tokens, %.0f tokens/s%n", result.ids().size(), result.tokensPerS());
            }
            return OK;
        }
        return done(result, "");
    }

    private int continued(ChatHandler chat, ModelReference reference, String from, ChatHandler.Options how) throws IOException {
        Set<Integer> stop = stopEos ? SpecialTokens.of(reference.model()).eosIds() : Set.of();
        var result = chat.ids(reference, IdList.parse(from), stop, how, () -> false);
        return done(result, result.ids().stream().map(String::valueOf).collect(Collectors.joining(",")));
    }

    private void show(String text) {
        out().print(text);
        out().flush();
    }
}
