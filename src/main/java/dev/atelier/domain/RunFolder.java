package dev.atelier.domain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Where everything of a run lies: the whole contract between the engine and whoever watches it. */
public record RunFolder(Path root) {
    private static final Pattern CHECKPOINT = Pattern.compile("step-(\\d{1,9})");

    public RunFolder {
        root = root.toAbsolutePath().normalize();
    }

    /** Every setting, the model, seeds and versions: {@link RunSpec}. */
    public Path spec() {
        return root.resolve("run.json");
    }

    /** The training rows, as split. */
    public Path train() {
        return root.resolve("train.jsonl");
    }

    /** The validation rows, as split. */
    public Path val() {
        return root.resolve("val.jsonl");
    }

    /** Held-out rows that no training run sees; absent if the project has none. */
    public Path heldout() {
        return root.resolve("heldout.jsonl");
    }

    public Path events() {
        return root.resolve("events.jsonl");
    }

    public Path checkpoints() {
        return root.resolve("checkpoints");
    }

    public Path checkpoint(int step) {
        return checkpoints().resolve("step-" + step);
    }

    /** The result, in PEFT's format. */
    public Path adapter() {
        return root.resolve("adapter");
    }

    /** The result of full fine-tuning: a Hugging Face folder. */
    public Path model() {
        return root.resolve("model");
    }

    /** What can be made again: the project's if this is one of its runs, else the run's own. */
    public Path cache() {
        Path runs = root.getParent();
        return runs != null && runs.endsWith("runs") ? runs.resolveSibling("cache") : root.resolve("cache");
    }

    /** What the engine process printed. */
    public Path log() {
        return root.resolve("run.log");
    }

    public Path pid() {
        return root.resolve("engine.pid");
    }

    public boolean exists() {
        return Files.isRegularFile(spec());
    }

    /** Steps of the complete checkpoints, ascending. */
    public List<Integer> checkpointSteps() {
        if (!Files.isDirectory(checkpoints())) {
            return List.of();
        }
        try (var files = Files.list(checkpoints())) {
            return files.map(file -> CHECKPOINT.matcher(file.getFileName().toString())).filter(matcher -> matcher.matches()).map(matcher -> Integer.valueOf(matcher.group(1)))
                    .sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A folder for a new run in {@code runs}: {@code NAME-N} with the first number that is free; what a file's name cannot have becomes a hyphen. */
    public static RunFolder fresh(Path runs, String name) {
        String stem = name.strip().replaceAll("[\\\\/:*?\"<>|\\p{Cntrl}\\s]+", "-").replaceAll("^[.-]+|[.-]+$", "");
        int n = 1;
        while (Files.exists(runs.resolve((stem.isEmpty() ? "run" : stem) + "-" + n))) {
            n++;
        }
        return new RunFolder(runs.resolve((stem.isEmpty() ? "run" : stem) + "-" + n));
    }

    /** The run at {@code folder}, or a {@link UserError} if there is none. */
    public static RunFolder existing(Path folder) {
        var run = new RunFolder(folder);
        if (!run.exists()) {
            throw UserError.of(folder + ": wanted a run folder", Files.isDirectory(folder) ? "no run.json in it" : "no such folder", "name the folder that `atelier train` wrote");
        }
        return run;
    }
}
