package dev.atelier.cli;

import dev.atelier.engine.model.InitHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A model to start from nothing with. */
@Command(name = "init", mixinStandardHelpOptions = true, showDefaultValues = true, description = "Write a model folder with seeded random weights.")
final class InitCommand extends Verb {
    @Parameters(paramLabel = "ARCHITECTURE", description = "config.json's model_type: bert, gemma, gemma2, gemma3_text, gpt2, llama, mistral, phi3, qwen2, qwen3 or roberta.")
    private String architecture;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "The new folder.")
    private Path out;

    @Option(names = "--vocab-from", paramLabel = "DIR", description = "A folder whose tokenizer to copy; its size is then the vocabulary's.")
    private @Nullable Path vocabFrom;

    @Option(names = "--vocab", defaultValue = "4096")
    private int vocab;

    @Option(names = "--hidden", defaultValue = "256")
    private int hidden;

    @Option(names = "--inter", defaultValue = "768")
    private int inter;

    @Option(names = "--layers", defaultValue = "6")
    private int layers;

    @Option(names = "--heads", defaultValue = "4")
    private int heads;

    @Option(names = "--kv-heads", defaultValue = "2")
    private int kvHeads;

    @Option(names = "--positions", defaultValue = "1024")
    private int positions;

    @Option(names = "--tied", negatable = true, defaultValue = "true", fallbackValue = "true", description = "Whether the output matrix is the embedding.")
    private boolean tied;

    @Option(names = "--dtype", defaultValue = "bf16", description = "bf16, f16 or f32.")
    private String type;

    @Option(names = "--seed", defaultValue = "1")
    private long seed;

    @Option(names = "--labels", split = ",", defaultValue = "negative,positive", paramLabel = "NAME", description = "Classes of a bert or roberta.")
    private List<String> labels;

    @SuppressWarnings("NullAway.Init")
    InitCommand() {}

    @Override
    public Integer call() throws IOException {
        var sizes = new InitHandler.Sizes(vocab, hidden, inter, layers, heads, kvHeads, positions, tied);
        var result = InitHandler.run(architecture, sizes, labels, type, seed, Optional.ofNullable(vocabFrom), out);
        return done(result, Table.count(result.parameters()) + " random parameters in " + result.folder());
    }
}
