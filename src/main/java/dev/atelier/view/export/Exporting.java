package dev.atelier.view.export;

import dev.atelier.domain.work.WorkMessage.Step;
import dev.atelier.domain.work.WorkRequest.Export;
import dev.atelier.domain.work.WorkRequest.Exported;
import dev.atelier.job.Call;
import dev.atelier.job.Worker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An export on its way. One that is cancelled leaves nothing behind: neither a half file nor a whole one that was not checked. */
final class Exporting {
    private final Path first;
    private final Path out;
    private final @Nullable FileTime written;
    private final Leftovers leftovers;
    private final boolean folderWasThere;
    private final Call<Exported> call;
    private final CompletableFuture<Exported> done;
    private final long begin = System.nanoTime();
    private volatile boolean cancelled;

    /** Asks at once; for a background thread. {@code first} is the file it writes first: the only one, or its first part. {@code steps} hears of the progress on any thread. */
    Exporting(Worker worker, Export request, Path first, Consumer<Step> steps) throws IOException {
        this.out = request.out();
        this.first = first;
        this.written = Files.exists(first) ? Files.getLastModifiedTime(first) : null;
        this.leftovers = Leftovers.of(out);
        Path folder = out.getParent();
        this.folderWasThere = folder == null || Files.isDirectory(folder);
        if (folder != null) {
            Files.createDirectories(folder);
        }
        call = worker.ask(request, new Worker.Listener() {
            @Override
            public void progress(Step step) {
                steps.accept(step);
            }
        });
        done = call.answer().handle((answer, failure) -> {
            if (cancelled || failure instanceof CancellationException) {
                tidy();
                throw new CancellationException();
            }
            if (failure == null) {
                return answer;
            }
            throw failure instanceof RuntimeException known ? known : new CompletionException(failure);
        });
    }

    private void tidy() {
        try {
            if (written == null) {
                leftovers.remove();
            }
            Path folder = out.getParent();
            if (!folderWasThere && folder != null && Files.isDirectory(folder) && isEmpty(folder)) {
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    /** Completes with what was written, once all is tidy; a cancelled one with a {@link CancellationException}. */
    CompletableFuture<Exported> done() {
        return done;
    }

    /** The comparison at the end cannot be interrupted: it is then thrown away. */
    void cancel() {
        cancelled = true;
        call.cancel();
    }

    /** Whether a cancel came too late for the file that was to be replaced; for a background thread, once it is done. */
    boolean replaced() throws IOException {
        return written != null && Files.exists(first) && !Files.getLastModifiedTime(first).equals(written);
    }

    /** What is left at the speed so far; zero where there is nothing to tell from. */
    Duration left(Step step) {
        return step.done() <= 0 || step.total() <= 0 ? Duration.ZERO : Duration.ofNanos((long) ((System.nanoTime() - begin) * ((double) (step.total() - step.done()) / step.done())));
    }
}
