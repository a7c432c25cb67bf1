package dev.atelier.job;

import dev.atelier.domain.Sampling;
import dev.atelier.domain.TrainingConfig.Precision;
import dev.atelier.domain.work.WorkPart;
import dev.atelier.domain.work.WorkRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Starts a worker, asks it for a long answer, prints its process id and waits to be killed. */
final class LonelyParent {
    private LonelyParent() {}

    public static void main(String[] args) throws Exception {
        var worker = new Worker(Path.of(args[0]), death -> {});
        var begun = new CountDownLatch(1);
        var request = new WorkRequest.Chat(Path.of(args[1]), null, List.of(new WorkRequest.Turn("user", "Go on.")), new Sampling(900, 100, 1), Precision.AUTO, "cpu");
        worker.ask(request, new Worker.Listener() {
            @Override
            public void part(WorkPart part) {
                begun.countDown();
            }
        });
        begun.await();
        System.out.println(worker.pid().orElseThrow());
        Thread.sleep(60_000);
    }
}
