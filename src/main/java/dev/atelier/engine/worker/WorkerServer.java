package dev.atelier.engine.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.atelier.domain.work.LineInput;
import dev.atelier.domain.work.Wire;
import dev.atelier.domain.work.WorkMessage.Ask;
import dev.atelier.domain.work.WorkMessage.Problem;
import dev.atelier.domain.work.WorkMessage.Reply;
import dev.atelier.domain.work.WorkRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The worker's main loop: reads questions, answers each on a thread of its own, and ends when there are no more to come. */
public final class WorkerServer {
    private static final long GRACE_SECONDS = 3;

    private final Verbs verbs;
    private final Replies replies;
    private final Map<Long, Task> running = new ConcurrentHashMap<>();
    private final ExecutorService pool = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("answer-", 1).factory());

    private WorkerServer(Verbs verbs, Replies replies) {
        this.verbs = verbs;
        this.replies = replies;
    }

    /**
     * Answers until {@code in} ends; what is then still at work is cancelled and has a few seconds to put things back. Meanwhile whatever prints to
     * standard output prints to standard error.
     */
    public static void serve(InputStream in, PrintStream out) throws IOException {
        var standard = System.out;
        System.setOut(System.err);
        try (var verbs = new Verbs()) {
            var server = new WorkerServer(verbs, new Replies(out));
            try {
                server.read(new LineInput(in, Wire.MAX_ASK));
            } finally {
                server.end();
            }
        } finally {
            System.setOut(standard);
        }
    }

    private void read(LineInput lines) throws IOException {
        for (var line = lines.next(); line != null; line = lines.next()) {
            if (!line.whole()) {
                refuse(line.text(), "wanted a line of at most " + Wire.MAX_ASK + " bytes, found a longer one: ask for less at once");
            } else if (!line.text().isBlank()) {
                read(line.text());
            }
        }
    }

    private void read(String line) {
        try {
            Ask ask = Wire.ask(line);
            if (ask.cancel()) {
                var task = running.get(ask.id());
                if (task != null) {
                    task.cancel();
                }
            } else if (ask.request() == null || ask.id() < 1) {
                refuse(line, "wanted an id from 1 up and a request, found none: this is a line of another protocol");
            } else {
                begin(ask.id(), ask.request());
            }
        } catch (JsonProcessingException e) {
            refuse(line, "wanted a question this version knows, found " + e.getOriginalMessage().lines().findFirst().orElse("") + ": is the window of the same version?");
        } catch (RuntimeException | Error e) { // the next line may be a better one
            replies.send(Reply.error(Wire.id(line), Problems.of(e)));
        }
    }

    /** A line that cannot be a question; an answer that is on its way under its id is not disturbed. */
    private void refuse(String line, String message) {
        long id = Wire.id(line);
        if (running.containsKey(id)) {
            System.err.println("worker: passed over a line with the id of question " + id + ": " + message);
        } else {
            replies.send(Reply.error(id, new Problem(message, true, "")));
        }
    }

    private void begin(long id, WorkRequest<?> request) {
        var task = new Task(id, replies);
        if (running.putIfAbsent(id, task) != null) {
            System.err.println("worker: passed over a second question " + id);
            return;
        }
        pool.execute(() -> {
            Reply end = end(id, request, task);
            running.remove(id);
            task.end(end);
        });
    }

    private Reply end(long id, WorkRequest<?> request, Task task) {
        try {
            return Reply.answer(id, Wire.tree(verbs.answer(request, task)));
        } catch (CancellationException e) {
            return Reply.cancelled(id);
        } catch (Throwable e) { // whoever asked has to be told
            var problem = Problems.of(e);
            if (!problem.mendable()) {
                System.err.print(problem.trace());
            }
            return Reply.error(id, problem);
        }
    }

    private void end() {
        running.values().forEach(Task::cancel);
        pool.shutdown();
        try {
            if (!pool.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(1); // something does not listen, and there is nobody left to wait for
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
