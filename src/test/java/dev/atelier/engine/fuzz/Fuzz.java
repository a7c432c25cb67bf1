package dev.atelier.engine.fuzz;

import dev.atelier.domain.UserError;
import dev.atelier.engine.fuzz.Subject.Opener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Mutates files and opens them: {@code Fuzz SEED COUNT [KIND...]}. A case is repeated by its own seed: {@code Fuzz SEED 1 KIND}. Whatever is neither opened nor
 * refused by one line within two seconds is printed with that seed, its file kept under target/fuzz, and makes the exit code 1; after a crash target/fuzz/last names the case. Run it with a small heap.
 */
public final class Fuzz {
    private static final int LIMIT_SECONDS = 2;
    private static final int LONGEST_LINE = 1000;
    private static final Path KEPT = Path.of("target", "fuzz");
    private static final Path LAST = KEPT.resolve("last");

    private final Subject subject;
    private final Path folder;
    private final byte[] original;
    private int opened;
    private int refused;
    private int failed;
    private long slowest;

    private Fuzz(Subject subject, Path folder) throws IOException {
        this.subject = subject;
        this.folder = folder;
        subject.make(folder);
        original = Files.readAllBytes(file());
    }

    public static void main(String[] args) throws IOException {
        long seed = Long.parseLong(args[0]);
        int count = Integer.parseInt(args[1]);
        List<Subject> subjects = args.length == 2 ? List.of(Subject.values())
                : Arrays.stream(args).skip(2).map(name -> Subject.valueOf(name.toUpperCase(Locale.ROOT))).toList();
        int failed = 0;
        for (Subject subject : subjects) {
            Path folder = Files.createTempDirectory("fuzz");
            try {
                failed += new Fuzz(subject, folder).run(seed, count);
            } finally {
                delete(folder);
            }
        }
        System.exit(failed == 0 ? 0 : 1);
    }

    private int run(long seed, int count) throws IOException {
        Files.createDirectories(KEPT);
        if (!trial(original, "unchanged", true).equals("opened")) { // also loads classes and the native tokenizer, outside the measured time
            System.out.println(subject + ": the seed itself does not open");
            return 1;
        }
        slowest = 0;
        opened = 0;
        var spoiler = new Spoiler(subject, Files.write(folder.resolve("pristine"), original), original);
        for (long one = seed; one < seed + count; one++) {
            var mutant = spoiler.mutant(one);
            Files.writeString(LAST, subject + " seed " + one + " " + mutant.changes()); // for a crash, after which nothing can be said
            trial(mutant.bytes(), "seed " + one + " " + mutant.changes(), false);
        }
        System.out.printf(Locale.ROOT, "%s: %d mutations, %d opened, %d refused, %d failed, slowest %d ms%n", subject, count, opened, refused, failed, slowest);
        return failed;
    }

    /** Opens the file in every way; the worst outcome counts. */
    private String trial(byte[] bytes, String what, boolean first) throws IOException {
        Files.delete(file()); // a new file, in case the old one is still mapped
        Files.write(file(), bytes);
        String outcome = "opened";
        for (Opener opener : subject.openers()) {
            long start = System.nanoTime();
            String found = open(opener, first ? 10 * LIMIT_SECONDS : LIMIT_SECONDS);
            slowest = Math.max(slowest, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            if (!found.equals("opened") && !found.equals("refused")) {
                failed++;
                Path kept = KEPT.resolve(subject + "-" + what.replaceAll("[^A-Za-z0-9]+", "-"));
                Files.write(kept, bytes);
                System.out.println(subject + " " + what + ": " + found + "\n  kept as " + kept);
                return found;
            }
            outcome = found.equals("refused") ? found : outcome;
        }
        opened += outcome.equals("opened") ? 1 : 0;
        refused += outcome.equals("refused") ? 1 : 0;
        return outcome;
    }

    private String open(Opener opener, int seconds) {
        var task = new FutureTask<>(() -> {
            opener.open(folder);
            return "opened";
        });
        Thread thread = Thread.ofPlatform().daemon().start(task);
        try {
            return task.get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return judged(e.getCause());
        } catch (TimeoutException e) {
            return "not opened after " + seconds + " s, at " + top(thread.getStackTrace());
        } catch (OutOfMemoryError e) { // strikes any thread
            return "out of memory";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String judged(Throwable thrown) {
        String line = thrown instanceof UserError ? String.valueOf(thrown.getMessage()) : "";
        if (line.isBlank() || line.length() >= LONGEST_LINE || line.chars().anyMatch(Character::isISOControl)) {
            return "refused by no clear line: " + thrown + " at " + top(thrown.getStackTrace());
        }
        if (Boolean.getBoolean("fuzz.lines")) {
            System.out.println("  " + line);
        }
        return "refused";
    }

    private static String top(StackTraceElement[] trace) {
        return String.join(" < ", Arrays.stream(trace).limit(12).map(e -> e.getFileName() + ":" + e.getLineNumber()).toList());
    }

    private Path file() {
        return folder.resolve(subject.file());
    }

    private static void delete(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }
}
