package dev.atelier.starter;

import dev.atelier.domain.AtomicFile;
import dev.atelier.domain.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything under sample-projects, from code and seeds alone, but for the starter model's weights: those come from training on {@link #corpus}. The same
 * bytes on every machine.
 */
public final class StarterFiles {
    /** Tokens of the starter model's vocabulary. */
    public static final int VOCABULARY = 4096;

    /** The folder of the starter model, beside the samples' folders. */
    public static final String MODEL = "starter-model";

    /** The corpus the starter model is trained on is {@code corpus(SEED)}. */
    public static final long SEED = 1;

    private static final long TOKENIZER_SEED = 11;
    private static final int TOKENIZER_DOCUMENTS = 100_000;
    private static final String[] GRAMMARS = {
        "words.grammar", "docker.grammar", "tone.grammar", "reviews.grammar", "talk.grammar", "topics.grammar", "tasks.grammar"
    };

    private StarterFiles() {}

    static List<Sample> samples() {
        return List.of(new Dockerfiles(), new Sentiment(), new CompanyFaq());
    }

    /** The prompts kept for judging, of all samples. */
    static List<String> heldOutPrompts() {
        return samples().stream().flatMap(sample -> sample.rows().heldOutPrompts().stream()).toList();
    }

    /**
     * The pre-training text: an endless stream of documents, chats marked with ChatML's special tokens. No document holds eight consecutive words of a
     * held-out prompt. About 45 tokens each.
     */
    public static Iterator<String> corpus(long seed) {
        return new Corpus(Grammar.load(GRAMMARS), seed, new NGrams(heldOutPrompts()));
    }

    /** What the starter model is trained on: {@link #corpus} with a drill of single pieces of the vocabulary between its documents. */
    public static Iterator<String> pretraining(List<String> pieces, long seed) {
        return new WordDrill(pieces, corpus(seed), seed);
    }

    /** Trains the tokenizer on a sample of the corpus and the samples' training rows. */
    static Bpe tokenizer() {
        var stream = corpus(TOKENIZER_SEED);
        var rows = samples().stream().flatMap(sample -> sample.rows().train().stream()).map(row -> row.prompt() + "\n" + row.answer());
        var texts = Stream.concat(Stream.generate(stream::next).limit(TOKENIZER_DOCUMENTS), rows);
        return BpeTrainer.train(texts.iterator(), Chatml.SPECIAL, VOCABULARY);
    }

    /** Writes config.json, generation_config.json and the tokenizer's files into the folder. */
    public static void writeTokenizer(Path folder) {
        TokenizerFiles.all(tokenizer()).forEach((name, text) -> write(folder.resolve(name), text));
    }

    /** Writes one folder per sample: project.json, train.jsonl, heldout.jsonl. */
    public static void writeSamples(Path folder) {
        for (var sample : samples()) {
            var rows = sample.rows();
            var home = folder.resolve(sample.name());
            var project = new LinkedHashMap<String, Object>();
            project.put("name", sample.name());
            project.put("description", sample.description());
            project.put("description_fr", sample.descriptionFr());
            project.put("model", "../" + MODEL);
            project.put("train", "train.jsonl");
            project.put("heldout", "heldout.jsonl");
            project.put("settings", sample.settings());
            write(home.resolve("project.json"), Json.pretty(project));
            write(home.resolve("train.jsonl"), lines(rows.train().stream().map(Sample.Row::fields)));
            write(home.resolve("heldout.jsonl"), lines(rows.heldOut().stream().map(Sample.HeldOut::json)));
        }
    }

    private static String lines(Stream<?> rows) {
        return rows.map(row -> Json.line(row) + "\n").collect(Collectors.joining());
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            AtomicFile.write(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
