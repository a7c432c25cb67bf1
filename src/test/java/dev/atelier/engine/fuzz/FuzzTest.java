package dev.atelier.engine.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A short run with a fixed seed, in a process of its own with a small heap: not even a crash of native code goes unseen. */
@Timeout(180)
class FuzzTest {
    private static final int EACH = 120;

    @Test
    void whateverIsInAFileItOpensOrIsRefusedByOneLine() throws Exception {
        var process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx192m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-Dai.djl.offline=true", "-cp", System.getProperty("java.class.path"), Fuzz.class.getName(), "1", Integer.toString(EACH))
                .redirectErrorStream(true).start();
        try {
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(output).isZero();
            assertThat(output.lines().filter(line -> line.contains(": " + EACH + " mutations"))).as(output).hasSize(Subject.values().length);
        } finally {
            process.destroyForcibly();
        }
    }
}
