package dev.atelier.job;

import dev.atelier.domain.work.WorkRequest;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/** A question to the worker that may still be on its way. */
public final class Call<A> {
    final long id;
    final WorkRequest<A> request;
    final Worker.Listener listener;
    private final CompletableFuture<A> answer = new CompletableFuture<>();
    private final Runnable cancel;

    Call(long id, WorkRequest<A> request, Worker.Listener listener, Runnable cancel) {
        this.id = id;
        this.request = request;
        this.listener = listener;
        this.cancel = cancel;
    }

    /**
     * Completed on the worker's reading thread: with the answer, a {@link dev.atelier.domain.UserError} for what the user can mend (a worker that
     * died among it), a {@link WorkerFailure} for a defect, or a {@link CancellationException}.
     */
    public CompletableFuture<A> answer() {
        return answer;
    }

    /** Asks the worker to stop; the answer fails with a {@link CancellationException} once it has put everything back. */
    public void cancel() {
        cancel.run();
    }
}
