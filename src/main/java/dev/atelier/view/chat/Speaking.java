package dev.atelier.view.chat;

import dev.atelier.domain.UserError;
import dev.atelier.domain.work.WorkPart;
import dev.atelier.domain.work.WorkRequest;
import dev.atelier.job.Call;
import dev.atelier.job.Worker;
import dev.atelier.store.ChatMessage.Making;
import dev.atelier.ui.Faults;
import dev.atelier.ui.Tasks;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** An answer on its way from the worker into an {@link Answer}. */
final class Speaking {
    private final WorkRequest.Chat request;
    private final Voice voice;
    private final Answer into;
    private final Faults faults;
    private final Ended ended;
    private final Trickle trickle;
    private final Call<WorkRequest.Answer> call;
    private final AtomicBoolean over = new AtomicBoolean();

    /** Told once: {@code keep} says whether there is something to keep. */
    interface Ended {
        void ended(Speaking speaking, boolean keep, String text, Making making);
    }

    /** Asks at once. {@code voice}: who answers. */
    Speaking(Worker worker, Tasks tasks, Faults faults, WorkRequest.Chat request, Voice voice, Answer into, Ended ended) {
        this.request = request;
        this.voice = voice;
        this.into = into;
        this.faults = faults;
        this.ended = ended;
        this.trickle = new Trickle(tasks, this::show);
        into.begin();
        call = worker.ask(request, new Worker.Listener() {
            @Override
            public void part(WorkPart part) {
                if (part instanceof WorkPart.Text more) {
                    trickle.add(more.text());
                }
            }
        });
        call.answer().whenComplete((answer, failure) -> tasks.later(() -> end(answer, failure)));
    }

    private void show(Trickle.Shown shown) {
        if (!over.get()) {
            into.show(shown.text(), making(shown));
        }
    }

    private Making making(Trickle.Shown shown) {
        return new Making(shown.pieces(), shown.piecesPerS(), shown.secondsToFirst(), voice.runId(), voice.adapter(), request.sampling().seed());
    }

    private void end(WorkRequest.@Nullable Answer answer, @Nullable Throwable failure) {
        if (over.getAndSet(true)) {
            return;
        }
        var shown = trickle.sofar();
        if (answer != null) {
            var made = new Making(answer.tokens(), answer.tokensPerS() > 0 ? answer.tokensPerS() : Double.NaN, answer.secondsToFirst(), voice.runId(), voice.adapter(), request.sampling().seed());
            into.end(Answer.State.DONE, answer.text(), made, "");
            ended.ended(this, true, answer.text(), made);
        } else if (failure instanceof CancellationException) {
            into.end(shown.text().isEmpty() ? Answer.State.MISSING : Answer.State.STOPPED, shown.text(), making(shown), "");
            ended.ended(this, !shown.text().isEmpty(), shown.text(), making(shown));
        } else {
            into.end(Answer.State.FAILED, shown.text(), making(shown), String.valueOf(failure == null ? null : failure.getMessage()));
            ended.ended(this, false, shown.text(), making(shown));
            if (failure != null && !(failure instanceof UserError)) {
                faults.report(failure);
            }
        }
    }

    Answer answer() {
        return into;
    }

    /** Stops; what came stays. */
    void stop() {
        call.cancel();
    }

    /** Stops because the project is closed: what came is told at once, on this thread. */
    void leave() {
        call.cancel();
        if (!over.getAndSet(true)) {
            var shown = trickle.sofar();
            ended.ended(this, !shown.text().isEmpty(), shown.text(), making(shown));
        }
    }
}
