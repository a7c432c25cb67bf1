package dev.atelier.cli;

import dev.atelier.domain.Cancel;
import dev.atelier.domain.Json;
import dev.atelier.domain.RunEvent;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.engine.io.DType;
import dev.atelier.engine.model.ModelInit;
import dev.atelier.engine.text.Tokenizer;
import dev.atelier.engine.train.Pretraining;
import dev.atelier.starter.StarterFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The one command that reproduces everything under sample-projects: tokenizer, samples, and the starter model trained from scratch. */
@Command(name = "starter", mixinStandardHelpOptions = true, description = "Make the starter model and the sample projects again, from code and a seed.")
final class StarterCommand extends Verb {
    private static final List<String> TOKENIZER_FILES = List.of("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "generation_config.json");
    private static final int SEPARATOR = 0;

    @Option(names = "--out", paramLabel = "DIR", description = "Where the samples and starter-model go (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("sample-projects");

    @Option(names = "--work", paramLabel = "DIR", description = "Checkpoints and events; the same folder goes on where it was cut (default: ${DEFAULT-VALUE}).")
    private Path work = Path.of("runs", "starter");

    @Option(names = "--tokens", description = "Tokens to train on (default: ${DEFAULT-VALUE}).")
    private long tokens = 10_000_000;

    @Option(names = "--seed", description = "Of the text, the first weights and the order (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--files-only", description = "Write the tokenizer and the samples, do not train.")
    private boolean filesOnly;

    @Override
    public Integer call() throws IOException {
        Path model = out.resolve(StarterFiles.MODEL);
        StarterFiles.writeTokenizer(model);
        StarterFiles.writeSamples(out);
        if (filesOnly) {
            return done(Map.of("folder", out.toString()), "tokenizer and samples in " + out);
        }
        Path init = work.resolve("init");
        ModelInit.write(init, Json.parse(Files.readString(model.resolve("config.json")), "config.json"), seed, DType.BF16);
        for (String name : TOKENIZER_FILES) {
            Files.write(init.resolve(name), Files.readAllBytes(model.resolve(name)));
        }
        var cancel = new Cancel();
        var worker = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            cancel.request();
            join(worker);
        }));
        try (var tokenizer = Tokenizer.open(model)) {
            var documents = new Documents(StarterFiles.pretraining(pieces(tokenizer), seed), tokenizer, tokens);
            Pretraining.run(init, documents, new RunFolder(work), config(), model, this::tell, cancel::requested);
        } catch (CancellationException e) {
            err().println("stopped; the same command goes on from the checkpoint");
            return MISTAKE;
        }
        return done(Map.of("folder", model.toString()), "starter model in " + model);
    }

    private TrainingConfig config() {
        return Settings.with(Settings.defaults(), Map.ofEntries(Map.entry("method", "full"), Map.entry("learning_rate", "3e-3"), Map.entry("warmup_steps", "100"),
                Map.entry("weight_decay", "0.05"), Map.entry("adam_beta2", "0.95"), Map.entry("micro_batch", "32"), Map.entry("accumulation", "1"), Map.entry("epochs", "1"),
                Map.entry("max_length", "256"), Map.entry("validation_share", "0.005"), Map.entry("eval_every", "200"), Map.entry("checkpoint_every", "100"),
                Map.entry("seed", Long.toString(seed))));
    }

    /** Texts of single tokens: those that are whole characters, without the special ones. */
    private static List<String> pieces(Tokenizer tokenizer) {
        var pieces = new ArrayList<String>();
        for (int id = 0; id < tokenizer.vocabSize(); id++) {
            String text = tokenizer.decode(new int[] {id}, true);
            if (!text.isBlank() && text.indexOf('\uFFFD') < 0) {
                pieces.add(text);
            }
        }
        return pieces;
    }

    private void tell(RunEvent event) {
        switch (event) {
            case RunEvent.Started s -> err().printf(Locale.ROOT, "%d steps, %d sequences, %d parameters, %s %s%n", s.steps(), s.trainRows(), s.parameters(), s.device(), s.precision());
            case RunEvent.Step s when s.step() % 20 == 0 -> err().printf(Locale.ROOT, "step %d  loss %.4f  lr %.2e  norm %.2f  %.0f tokens/s%n", s.step(), s.loss(), s.lr(), s.gradNorm(), s.tokensPerS());
            case RunEvent.Eval e -> err().printf(Locale.ROOT, "step %d  validation loss %.4f%n", e.step(), e.loss());
            default -> {}
        }
    }

    private static void join(Thread worker) {
        try {
            worker.join(5000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Token ids of the text, each document closed by the separator, up to a number of tokens. */
    private static final class Documents implements Iterator<int[]> {
        private final Iterator<String> text;
        private final Tokenizer tokenizer;
        private long left;

        Documents(Iterator<String> text, Tokenizer tokenizer, long tokens) {
            this.text = text;
            this.tokenizer = tokenizer;
            this.left = tokens;
        }

        @Override
        public boolean hasNext() {
            return left > 0;
        }

        @Override
        public int[] next() {
            if (left <= 0) {
                throw new NoSuchElementException();
            }
            int[] ids = tokenizer.encode(text.next());
            int[] closed = Arrays.copyOf(ids, ids.length + 1);
            closed[ids.length] = SEPARATOR;
            left -= closed.length;
            return closed;
        }
    }
}
