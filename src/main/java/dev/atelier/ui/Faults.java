package dev.atelier.ui;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where every error ends that nobody expected: logged once, shown once, with a report to copy. The same one again and again is shown only the first time. */
public final class Faults implements Thread.UncaughtExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);
    private final AtomicReference<String> last = new AtomicReference<>("");
    private volatile BiConsumer<Throwable, String> shower = (fault, report) -> {};

    /** {@code shower} gets what went wrong and the report, on the thread where it happened. */
    public void showWith(BiConsumer<Throwable, String> newShower) {
        shower = newShower;
    }

    public void report(Throwable fault) {
        String report = trace(fault);
        if (!report.equals(last.getAndSet(report))) {
            LOG.error("unexpected", fault);
            shower.accept(fault, report);
        }
    }

    @Override
    public void uncaughtException(Thread thread, Throwable fault) {
        report(fault);
    }

    private static String trace(Throwable fault) {
        var out = new StringWriter();
        fault.printStackTrace(new PrintWriter(out));
        return out.toString();
    }
}
