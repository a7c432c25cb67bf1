package dev.atelier.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.atelier.domain.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A project's file as a whole: made, opened again, refused. */
@Timeout(60)
class ProjectFileTest {
    @TempDir
    Path root;

    @Test
    void whatIsWrittenIsThereAgain() throws Exception {
        Path folder = root.resolve("déjà vu? 100% #1");
        try (var project = ProjectFile.open(folder)) {
            for (int i = 0; i < 100; i++) {
                project.settings().put("count", Integer.toString(i));
            }
            project.settings().put("gone", "x");
            project.settings().remove("gone");
            assertThat(project.runsFolder()).isDirectory();
        }
        try (var project = ProjectFile.open(folder.resolve(ProjectFile.NAME))) {
            assertThat(project.settings().all()).isEqualTo(Map.of("count", "99"));
            assertThat(project.folder()).isEqualTo(folder.toRealPath());
        }
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).as("no log is left").containsExactlyInAnyOrder("project.atelier", "project.atelier.lock", "runs");
        }
    }

    @Test
    void itIsADatabaseAsItSaysItIs() throws Exception {
        try (var _ = ProjectFile.open(root);
                var connection = DriverManager.getConnection("jdbc:sqlite:" + root.resolve(ProjectFile.NAME))) {
            assertThat(Sql.number(connection, "PRAGMA application_id")).isEqualTo(Schema.APPLICATION_ID);
            assertThat(Sql.number(connection, "PRAGMA user_version")).isEqualTo(Schema.version());
            assertThat(Sql.first(connection, "PRAGMA journal_mode", row -> row.getString(1))).contains("wal");
        }
    }

    @Test
    void writesComeInTheOrderTheyWereAskedForAndNoneAfterTheEnd() {
        var project = ProjectFile.open(root);
        var writes = IntStream.range(0, 50).mapToObj(i -> project.chats().begin("chat " + i)).toList();
        project.flush();
        assertThat(writes).allMatch(write -> write.isDone());
        assertThat(IntStream.range(0, 50).mapToLong(i -> writes.get(i).join())).isSorted();
        project.close();
        assertThatThrownBy(() -> project.settings().put("a", "b").join()).hasRootCauseInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> project.settings().all()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aSecondWindowIsRefused() throws Exception {
        try (var _ = ProjectFile.open(root)) {
            for (int i = 0; i < 2; i++) {
                refused(root, "wanted a project that no other window has open");
                assertThat(StoreChild.start(root, "open").waitFor(20, TimeUnit.SECONDS)).isTrue();
                assertThat(StoreChild.output(root)).contains("wanted a project that no other window has open");
            }
        }
        ProjectFile.open(root).close();
    }

    @Test
    void aNewerOneIsRefusedAndLeftAsItIs() throws Exception {
        make("PRAGMA user_version = 99");
        untouched(root, "found version 99: open it with a newer Atelier");
    }

    @Test
    void anotherProgramsDatabaseIsRefusedAndLeftAsItIs() throws Exception {
        make("PRAGMA application_id = 7");
        untouched(root, "found the database of another program");
    }

    @Test
    void aFileOfAnotherKindIsRefusedAndLeftAsItIs() throws Exception {
        for (String text : new String[] {"", "{\"name\": \"a project?\"}", "x".repeat(5000)}) {
            Files.writeString(root.resolve(ProjectFile.NAME), text);
            untouched(root, "found a file of another kind");
        }
    }

    @Test
    void aDamagedOneIsRefusedAndLeftAsItIs() throws Exception {
        make("CREATE TABLE filler AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) SELECT i, hex(randomblob(50)) AS text FROM n");
        byte[] whole = Files.readAllBytes(root.resolve(ProjectFile.NAME));
        var random = new Random(3);
        for (int i = 0; i < 5; i++) {
            byte[] damaged = whole.clone();
            int from = 4096 * (1 + random.nextInt(damaged.length / 4096 - 2));
            for (int at = from; at < from + 4096; at++) {
                damaged[at] = (byte) random.nextInt();
            }
            Files.write(root.resolve(ProjectFile.NAME), damaged);
            untouched(root, "found a damaged file");
        }
        Files.write(root.resolve(ProjectFile.NAME), Arrays.copyOf(whole, whole.length / 2));
        untouched(root, "found a damaged file");
        Files.write(root.resolve(ProjectFile.NAME), whole);
        ProjectFile.open(root).close();
    }

    @Test
    void aFolderThatCannotBeOneIsAMistake() throws Exception {
        Path file = Files.writeString(root.resolve("rows.txt"), "rows");
        assertThatThrownBy(() -> ProjectFile.open(file.resolve("project"))).isInstanceOf(UserError.class).message().doesNotContain("\n");
        refused(file, "found a file of another kind");
    }

    @Test
    void aScriptThatFailsChangesNothing() throws Exception {
        ProjectFile.open(root).close();
        try (var connection = new Database(root.resolve(ProjectFile.NAME)).writing()) {
            assertThatThrownBy(() -> Schema.run(connection, "CREATE TABLE second (id INTEGER);\nCREATE TABLE setting (id INTEGER);\n", Schema.version() + 1)).hasMessageContaining("setting");
            assertThat(Sql.number(connection, "PRAGMA user_version")).isEqualTo(Schema.version());
            assertThat(Sql.number(connection, "SELECT count(*) FROM sqlite_schema WHERE name = 'second'")).isZero();
        }
    }

    @Test
    void itIsReadBesideTheWindowThatHasItOpenAndWithout() throws Exception {
        try (var project = ProjectFile.open(root)) {
            project.settings().put("name", "first").join();
            project.rows().add("text", "{\"text\":\"one\"}").join();
            assertSaved();
        }
        assertSaved();
        ProjectFile.open(root).close();
        assertThat(root.resolve(ProjectFile.NAME + "-wal")).doesNotExist();
        assertThatThrownBy(() -> SavedProject.open(root.resolve("nothing"))).isInstanceOf(UserError.class);
    }

    @Test
    void aFolderThatMayOnlyBeReadIsNoDamage() throws Exception {
        ProjectFile.open(root).close();
        assumeTrue(root.toFile().setWritable(false) && !Files.isWritable(root), "not for the superuser");
        try {
            refused(root, "change its permissions");
        } finally {
            root.toFile().setWritable(true);
        }
    }

    private void assertSaved() throws IOException {
        try (var saved = SavedProject.open(root)) {
            assertThat(saved.settings()).containsEntry("name", "first");
            assertThat(saved.exportRows(root.resolve("rows.jsonl"))).isEqualTo(1);
            assertThat(root.resolve("rows.jsonl")).hasContent("{\"text\":\"one\"}");
        }
    }

    private void make(String change) throws Exception {
        ProjectFile.open(root).close();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + root.resolve(ProjectFile.NAME));
                var statement = connection.createStatement()) {
            statement.execute(change);
        }
    }

    private static void untouched(Path folder, String why) throws IOException {
        Path file = folder.resolve(ProjectFile.NAME);
        byte[] before = Files.readAllBytes(file);
        var time = Files.getLastModifiedTime(file);
        refused(folder, why);
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(time);
        assertThat(folder.resolve(ProjectFile.NAME + "-wal")).doesNotExist();
    }

    private static void refused(Path folder, String why) {
        assertThatThrownBy(() -> ProjectFile.open(folder)).isInstanceOf(UserError.class).hasMessageContaining(why).message().doesNotContain("\n");
    }
}
