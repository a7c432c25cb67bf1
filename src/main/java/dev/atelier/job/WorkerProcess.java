package dev.atelier.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.atelier.domain.UserError;
import dev.atelier.domain.work.LineInput;
import dev.atelier.domain.work.Wire;
import dev.atelier.domain.work.WorkMessage.Ask;
import dev.atelier.domain.work.WorkMessage.Problem;
import dev.atelier.domain.work.WorkMessage.Reply;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One worker child from its start to its end, and the calls it has not answered. */
final class WorkerProcess {
    private static final long LOG_LIMIT = 1 << 20;

    private final Process process;
    private final Path log;
    private final Consumer<String> deaths;
    private final Map<Long, Call<?>> pending = new ConcurrentHashMap<>();
    private volatile boolean closing;
    private boolean dead;

    private WorkerProcess(Process process, Path log, Consumer<String> deaths) {
        this.process = process;
        this.log = log;
        this.deaths = deaths;
    }

    /** @param deaths told why, in one line, if the child ends before it was asked to */
    static WorkerProcess start(Path log, Consumer<String> deaths) throws IOException {
        if (log.toAbsolutePath().getParent() != null) {
            Files.createDirectories(log.toAbsolutePath().getParent());
        }
        if (Files.exists(log) && Files.size(log) > LOG_LIMIT) {
            Files.delete(log);
        }
        var builder = ChildJava.of(List.of("-XX:+DisplayVMOutputToStderr", "-XX:ErrorFile=" + log.resolveSibling("worker-hs_err.log")), ChildJava.MAIN_CLASS, List.of("worker"));
        var child = new WorkerProcess(builder.redirectError(Redirect.appendTo(log.toFile())).start(), log, deaths);
        Thread.ofPlatform().daemon().name("worker replies").start(child::read);
        return child;
    }

    boolean alive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** Sends the question; blocks while the child is slow to read. A question the child no longer hears fails like those before it. */
    void ask(Call<?> call) {
        byte[] line = Wire.line(new Ask(call.id, call.request, false));
        if (line.length > Wire.MAX_ASK) {
            call.answer().completeExceptionally(UserError.of("wanted a question of at most " + Wire.MAX_ASK + " bytes", Integer.toString(line.length), "ask for less at once"));
            return;
        }
        pending.put(call.id, call);
        synchronized (this) {
            if (dead) {
                failPending(death());
                return;
            }
        }
        send(line);
    }

    /** Asks the child to stop working on a call, if it has it. */
    void cancel(long id) {
        if (pending.containsKey(id)) {
            send(Wire.line(Ask.cancel(id)));
        }
    }

    private void send(byte[] line) {
        try {
            process.getOutputStream().write(line);
            process.getOutputStream().flush();
        } catch (IOException e) {
            // the pipe is broken, so the child is ending: the reader sees it and fails what is pending
        }
    }

    private void read() {
        try {
            var lines = new LineInput(process.getInputStream(), Wire.MAX_REPLY);
            for (var line = lines.next(); line != null; line = lines.next()) {
                hear(line.text());
            }
        } catch (IOException e) {
            // an end as well
        } finally {
            ended();
        }
    }

    private void hear(String line) {
        Reply reply;
        try {
            reply = Wire.reply(line);
        } catch (JsonProcessingException e) {
            return; // not of the protocol
        }
        var call = pending.get(reply.id());
        if (call == null) {
            return;
        }
        try {
            hear(call, reply);
        } catch (RuntimeException | Error e) { // a listener's own mistake must not end the reading
            Thread.currentThread().getUncaughtExceptionHandler().uncaughtException(Thread.currentThread(), e);
        }
    }

    private <A> void hear(Call<A> call, Reply reply) {
        if (reply.progress() != null) {
            call.listener.progress(reply.progress());
        } else if (reply.part() != null) {
            call.listener.part(reply.part());
        } else {
            pending.remove(call.id);
            end(call, reply);
        }
    }

    private static <A> void end(Call<A> call, Reply reply) {
        Problem error = reply.error();
        if (reply.answer() != null) {
            try {
                call.answer().complete(Wire.answer(reply.answer(), call.request.answerType()));
            } catch (JsonProcessingException e) {
                call.answer().completeExceptionally(new WorkerFailure("an answer that cannot be read: " + e.getOriginalMessage(), reply.answer().toString()));
            }
        } else if (error != null) {
            call.answer().completeExceptionally(error.mendable() ? new UserError(error.message()) : new WorkerFailure(error.message(), error.trace()));
        } else {
            call.answer().completeExceptionally(new CancellationException());
        }
    }

    private void ended() {
        boolean wanted = closing;
        String line = death();
        synchronized (this) {
            dead = true;
        }
        failPending(line);
        if (!wanted) {
            deaths.accept(line);
        }
    }

    private void failPending(String line) {
        for (Long id : List.copyOf(pending.keySet())) {
            var call = pending.remove(id);
            if (call != null) {
                call.answer().completeExceptionally(closing ? new CancellationException() : new UserError(line));
            }
        }
    }

    /** Why it ended, in one line. */
    private String death() {
        try {
            return WorkerDeath.line(process.waitFor(), log);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted while waiting for the worker's end";
        }
    }

    /** Says that no more questions come; the child then ends by itself. */
    void closeInput() {
        closing = true;
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            process.destroy(); // the pipe is broken: the child is ending, or not listening
        }
    }

    /** Ends it at once if it has not ended within {@code grace}. */
    void awaitEnd(Duration grace) {
        closing = true;
        try {
            if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
