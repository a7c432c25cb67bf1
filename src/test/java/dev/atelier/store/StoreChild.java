package dev.atelier.store;

import dev.atelier.domain.UserError;
import dev.atelier.domain.work.WorkPart.ReadRow;
import dev.atelier.domain.work.WorkPart.RowBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** A process of its own that has a project open, to be killed. It prints what is safely written. */
final class StoreChild {
    private StoreChild() {}

    static Process start(Path project, String behaviour) throws IOException {
        Files.deleteIfExists(log(project));
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED",
                "-cp", System.getProperty("java.class.path"), StoreChild.class.getName(), project.toString(), behaviour).redirectErrorStream(true).redirectOutput(log(project).toFile()).start();
    }

    static String output(Path project) throws IOException {
        return Files.exists(log(project)) ? Files.readString(log(project)) : "";
    }

    private static Path log(Path project) {
        return project.resolveSibling(project.getFileName() + ".log");
    }

    public static void main(String[] args) {
        try (var project = ProjectFile.open(Path.of(args[0]))) {
            switch (args[1]) {
                case "edit" -> edit(project);
                case "import" -> load(project);
                default -> System.out.println("open");
            }
        } catch (UserError e) {
            System.out.println(e.getMessage());
        }
    }

    /** One edit after the other, for ever; a row's text counts its edits. */
    private static void edit(ProjectFile project) {
        long id = project.rows().ids(new RowFilter.All())[0];
        int start = Integer.parseInt(project.rows().rows(id).getFirst().text().replaceAll("\\D", ""));
        for (int i = start + 1;; i++) {
            project.rows().edit(id, "{\"text\":\"" + i + "\"}").join();
            System.out.println(i);
        }
    }

    /** One import after the other, for ever, of 300 rows each. */
    private static void load(ProjectFile project) {
        System.out.println("open");
        for (int i = 0;; i++) {
            try (var in = project.rows().importing("import " + i, null, i % 3 == 2)) {
                for (int batch = 0; batch < 3; batch++) {
                    in.append(new RowBatch(IntStream.range(0, 100).mapToObj(n -> new ReadRow(n + 1, "text", "{\"text\":\"" + "long ".repeat(n * 10) + "\"}")).toList(), List.of()));
                }
                System.out.println(in.commit().join());
            }
        }
    }
}
