package dev.atelier.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WatchdogTest {
    @Test
    void seesWhoComputesAndWhoWaitsOnTheWindowsThread() throws InterruptedException {
        try (var watchdog = new Watchdog()) {
            Fx.run(() -> {});
            Thread.sleep(50);
            assertThat(watchdog.holds()).isEmpty();
            Fx.run(() -> {
                long end = System.nanoTime() + 400_000_000;
                while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
            });
            Thread.sleep(50);
            assertThat(watchdog.holds()).hasSize(1);
            Fx.run(() -> {
                try {
                    Thread.sleep(300);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            Thread.sleep(50);
            assertThat(watchdog.holds()).hasSize(2).last().asString().contains("WatchdogTest");
        }
    }
}
