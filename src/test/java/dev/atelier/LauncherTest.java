package dev.atelier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a folder of its own, with a build that only leaves a trace. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    private static final Instant OLD = Instant.parse("2026-01-01T00:00:00Z");

    private final Path folder;
    private final Path home;

    LauncherTest(@TempDir Path folder) {
        this.folder = folder;
        this.home = folder.resolve("a folder");
    }

    @BeforeEach
    void layOut() throws IOException {
        Files.createDirectories(home.resolve("target"));
        Files.createDirectories(home.resolve("src/main"));
        Files.copy(Path.of("atelier"), home.resolve("atelier"), StandardCopyOption.COPY_ATTRIBUTES);
        var jar = home.resolve("target/atelier.jar");
        assertThat(ToolProvider.findFirst("jar").orElseThrow().run(System.out, System.err, "--create", "--file", jar.toString(), "-C", "target/classes", ".")).isZero();
        Files.writeString(home.resolve("target/atelier.aot"), "newer than the jar: there is nothing to rehearse");
        String[] path = System.getProperty("java.class.path").split(":");
        Files.writeString(home.resolve("target/classpath.txt"), String.join(":", List.of(path).subList(1, path.length)));
        Files.writeString(home.resolve("mvnw"), "#!/bin/sh\necho built >> builds\n");
        assertThat(home.resolve("mvnw").toFile().setExecutable(true)).isTrue();
        for (String source : List.of("src/main/A.java", "pom.xml")) {
            Files.writeString(home.resolve(source), "");
        }
        for (String source : List.of("src/main/A.java", "pom.xml", "src/main")) {
            Files.setLastModifiedTime(home.resolve(source), FileTime.from(OLD));
        }
    }

    @Test
    void runsThroughALinkFromAnywhereWithoutBuilding() throws Exception {
        Path link = folder.resolve("link");
        Files.createSymbolicLink(link, Path.of("a folder/atelier"));
        assertThat(start(link)).contains("atelier ");
        assertThat(home.resolve("builds")).doesNotExist();
    }

    @Test
    void buildsOnceAfterASourceChanges() throws Exception {
        Files.setLastModifiedTime(home.resolve("src/main/A.java"), FileTime.from(Instant.now().plusSeconds(2)));
        start(home.resolve("atelier"));
        assertThat(home.resolve("builds")).hasContent("built");
        Files.setLastModifiedTime(home.resolve("src/main/A.java"), FileTime.from(OLD));
        start(home.resolve("atelier"));
        assertThat(home.resolve("builds")).hasContent("built");
        Files.delete(home.resolve("src/main/A.java"));
        Files.setLastModifiedTime(home.resolve("src/main"), FileTime.from(Instant.now().plusSeconds(2)));
        start(home.resolve("atelier"));
        assertThat(home.resolve("builds")).hasContent("built\nbuilt");
    }

    private String start(Path launcher) throws Exception {
        var builder = new ProcessBuilder(launcher.toString(), "--version").directory(folder.toFile()).redirectError(Redirect.INHERIT);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        var process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return output;
    }
}
