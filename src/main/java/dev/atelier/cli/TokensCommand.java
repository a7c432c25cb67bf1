package dev.atelier.cli;

import dev.atelier.engine.text.TokensHandler;
import java.nio.file.Path;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a model's tokenizer makes of a text. */
@Command(name = "tokens", mixinStandardHelpOptions = true, description = "Show the token ids of a text.")
final class TokensCommand extends Verb {
    @Parameters(paramLabel = "MODEL", description = "A model folder with tokenizer.json, or a GGUF file.")
    private Path model;

    @Option(names = "--text-file", required = true, paramLabel = "FILE", description = "UTF-8 text; lines __ggml_vocab_test__ separate several texts.")
    private Path textFile;

    @SuppressWarnings("NullAway.Init")
    TokensCommand() {}

    @Override
    public Integer call() {
        var result = TokensHandler.run(model, textFile);
        return done(result, result.ids().stream().map(ids -> ids.stream().map(String::valueOf).collect(Collectors.joining(" "))).collect(Collectors.joining("\n")));
    }
}
