package dev.atelier.engine.worker;

import dev.atelier.domain.work.Wire;
import dev.atelier.domain.work.WorkMessage.Reply;
import java.io.PrintStream;

/** Standard output: one reply a line, whichever thread has it. */
final class Replies {
    private final PrintStream out;

    Replies(PrintStream out) {
        this.out = out;
    }

    void send(Reply reply) {
        byte[] line = Wire.line(reply);
        synchronized (out) {
            out.write(line, 0, line.length);
            out.flush();
        }
    }
}
