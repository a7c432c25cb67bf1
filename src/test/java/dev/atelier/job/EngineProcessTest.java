package dev.atelier.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.EventTail;
import dev.atelier.domain.RunEvent;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunHistory;
import dev.atelier.domain.RunLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real child processes: started, cancelled, killed, orphaned. */
@Timeout(60)
class EngineProcessTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void tellsItsStepsAndEnds() throws Exception {
        var engine = start("short");
        assertThat(engine.awaitExit(LONG)).isTrue();
        assertThat(engine.exitCode()).isZero();
        assertThat(history().steps()).hasSize(3);
        assertThat(history().finished()).isTrue();
        assertThat(history().started().orElseThrow().precision()).isEqualTo("0"); // the allocator's setting is in its environment
        assertThat(RunLock.held(run(), Duration.ZERO)).isFalse();
    }

    @Test
    void stopsWithinASecondWhenCancelled() throws Exception {
        var engine = start("count");
        awaitSteps();
        assertThat(RunLock.held(run(), Duration.ZERO)).isTrue();
        assertThat(RunLock.pid(run())).hasValue(engine.pid());
        engine.cancel();
        assertThat(engine.awaitExit(Duration.ofSeconds(3))).isTrue();
        assertThat(history().ending()).containsInstanceOf(RunEvent.Stopped.class);
    }

    @Test
    void endsItselfIfItDoesNotHearTheCancellation() throws Exception {
        var engine = start("deaf");
        awaitSteps();
        engine.cancel();
        assertThat(engine.awaitExit(LONG)).isTrue();
        assertThat(engine.exitCode()).isEqualTo(1);
        assertThat(history().ending()).isEmpty();
    }

    @Test
    void aKilledOneLeavesItsStepsAndNoLock() throws Exception {
        var engine = start("count");
        awaitSteps();
        engine.kill();
        assertThat(engine.awaitExit(LONG)).isTrue();
        assertThat(RunLock.held(run(), Duration.ofSeconds(5))).isFalse();
        int before = history().steps().size();
        var second = start("short");
        assertThat(second.awaitExit(LONG)).isTrue();
        assertThat(history().steps()).hasSizeGreaterThanOrEqualTo(before);
        assertThat(history().finished()).isTrue();
    }

    @Test
    void aMistakeAndADefectAreTold() throws Exception {
        var mistaken = start("mistake");
        assertThat(mistaken.awaitExit(LONG)).isTrue();
        assertThat(mistaken.exitCode()).isEqualTo(2);
        assertThat(history().ending()).contains(new RunEvent.Failed("wanted more", true));
        var broken = start("defect");
        assertThat(broken.awaitExit(LONG)).isTrue();
        assertThat(broken.exitCode()).isEqualTo(1);
        assertThat(history().ending()).contains(new RunEvent.Failed("java.lang.IllegalStateException: broken", false));
        assertThat(run().log()).content().contains("at dev.atelier.job.FakeEngine");
    }

    @Test
    void stopsOnASignalWithAnOrderlyEnd() throws Exception {
        var engine = start("count");
        awaitSteps();
        assertThat(ProcessHandle.of(engine.pid()).orElseThrow().destroy()).isTrue();
        assertThat(engine.awaitExit(Duration.ofSeconds(3))).isTrue();
        assertThat(history().ending()).containsInstanceOf(RunEvent.Stopped.class);
    }

    private EngineProcess start(String behaviour) throws IOException {
        Files.writeString(run().spec(), behaviour);
        return EngineProcess.attached(run(), FakeEngine.class.getName());
    }

    private RunFolder run() {
        return new RunFolder(folder);
    }

    private RunHistory history() throws IOException {
        var history = new RunHistory();
        new EventTail(run().events()).poll().forEach(history::apply);
        return history;
    }

    private void awaitSteps() throws Exception {
        while (history().steps().isEmpty()) {
            Thread.sleep(20);
        }
    }
}
