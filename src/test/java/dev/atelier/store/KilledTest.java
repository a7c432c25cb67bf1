package dev.atelier.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program killed with SIGKILL while it writes: the file is whole, and what was reported as written is in it. */
@Timeout(120)
class KilledTest {
    private static final int KILLS = 6;

    @TempDir
    Path root;

    @Test
    void duringEdits() throws Exception {
        Path folder = root.resolve("edits");
        try (var project = ProjectFile.open(folder)) {
            project.rows().add("text", "{\"text\":\"0\"}").join();
        }
        var random = new Random(1);
        for (int kill = 0; kill < KILLS; kill++) {
            int told = lines(killed(folder, "edit", "\n", random.nextInt(300))).reduce(0, (_, line) -> Integer.parseInt(line), (_, last) -> last);
            assertWhole(folder);
            try (var project = ProjectFile.open(folder)) {
                int kept = Integer.parseInt(project.rows().rows(project.rows().ids(new RowFilter.All())[0]).getFirst().text().replaceAll("\\D", ""));
                assertThat(kept).as("at most the edit under way is lost").isBetween(told, told + 1);
            }
        }
    }

    @Test
    void duringImports() throws Exception {
        Path folder = root.resolve("imports");
        var random = new Random(2);
        for (int kill = 0; kill < KILLS; kill++) {
            long told = lines(killed(folder, "import", "open", random.nextInt(400))).filter(line -> line.startsWith("Imported")).count();
            assertWhole(folder);
            try (var project = ProjectFile.open(folder)) {
                assertThat(project.rows().count()).as("whole imports only").isEqualTo(300 * project.rows().datasets().size());
                if (told > 0) {
                    assertThat(project.rows().datasets().getLast().name()).isIn("import " + (told - 1), "import " + told);
                }
            }
        }
    }

    /** What a child that was killed {@code millis} after it first printed {@code sign} had told. */
    private static String killed(Path folder, String behaviour, String sign, int millis) throws Exception {
        Process child = StoreChild.start(folder, behaviour);
        while (child.isAlive() && !StoreChild.output(folder).contains(sign)) {
            Thread.sleep(10);
        }
        Thread.sleep(millis);
        assertThat(child.isAlive()).as(StoreChild.output(folder)).isTrue();
        child.destroyForcibly();
        assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return StoreChild.output(folder);
    }

    private static Stream<String> lines(String output) {
        return output.substring(0, output.lastIndexOf('\n') + 1).lines();
    }

    private static void assertWhole(Path folder) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(ProjectFile.NAME))) {
            assertThat(Sql.first(connection, "PRAGMA integrity_check", row -> row.getString(1))).contains("ok");
            assertThat(Sql.list(connection, "PRAGMA foreign_key_check", row -> row.getString(1))).isEmpty();
        }
    }
}
