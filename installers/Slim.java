import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Takes other systems' libraries out of the jars in a folder: {@code java installers/Slim.java FOLDER PLATFORM...}, where the platforms are the
 * names that the jars give to this one, such as linux-x86_64, linux-x86-64 and Linux/x86_64.
 */
final class Slim {
    /** Where the jars keep libraries, a folder for each system. */
    private static final List<String> ROOTS = List.of("native/lib/", "jnilib/", "com/sun/jna/", "org/sqlite/native/");
    private static final List<String> LIBRARIES = List.of(".so", ".dll", ".dylib", ".jnilib", ".a");

    public static void main(String[] args) throws IOException {
        List<String> platforms = List.of(args).subList(1, args.length);
        try (var jars = Files.newDirectoryStream(Path.of(args[0]), "*.jar")) {
            for (Path jar : jars) {
                slim(jar, platforms);
            }
        }
    }

    private static void slim(Path jar, List<String> platforms) throws IOException {
        Path slim = jar.resolveSibling(jar.getFileName() + ".new");
        long before = Files.size(jar);
        try (var in = new ZipFile(jar.toFile())) {
            if (in.stream().noneMatch(entry -> foreign(entry.getName(), platforms))) {
                return;
            }
            try (var out = new ZipOutputStream(Files.newOutputStream(slim))) {
                for (ZipEntry entry : (Iterable<ZipEntry>) () -> in.stream().map(ZipEntry.class::cast).iterator()) {
                    if (!foreign(entry.getName(), platforms)) {
                        var copy = new ZipEntry(entry.getName());
                        copy.setTime(entry.getTime());
                        out.putNextEntry(copy);
                        in.getInputStream(entry).transferTo(out);
                    }
                }
            }
        }
        Files.move(slim, jar, StandardCopyOption.REPLACE_EXISTING);
        System.out.printf("%s: %,d -> %,d bytes%n", jar.getFileName(), before, Files.size(jar));
    }

    private static boolean foreign(String name, List<String> platforms) {
        return ROOTS.stream().anyMatch(name::startsWith) && LIBRARIES.stream().anyMatch(name::endsWith)
                && platforms.stream().noneMatch(platform -> name.contains("/" + platform + "/"));
    }
}
