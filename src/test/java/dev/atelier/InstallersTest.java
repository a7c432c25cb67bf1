package dev.atelier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.Versions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the installers are made from; building them takes minutes and is left to the scripts. */
class InstallersTest {
    private static final Path INSTALLERS = Path.of("installers");

    @ParameterizedTest
    @ValueSource(strings = {"app", "linux", "deb", "windows", "macos"})
    void argumentFilesNameFilesThatAreThere(String name) throws IOException {
        List<String> lines = lines(name);
        List<String> named = lines.stream().filter(line -> line.startsWith("--") && !line.startsWith("--input") && !line.startsWith("--dest")).map(line -> line.substring(line.indexOf(' ') + 1))
                .map(value -> value.substring(value.indexOf('=') + 1)).filter(value -> value.startsWith("installers/") || value.equals("LICENSE") || value.equals("sample-projects")).toList();
        assertThat(named).isNotEmpty().allSatisfy(file -> assertThat(Path.of(file)).exists());
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux", "deb", "windows"})
    void carryTheProgramsVersion(String name) throws IOException {
        assertThat(lines(name)).contains("--app-version " + Versions.all().get("atelier"));
    }

    @Test
    void theProgramIsStartedByItsMainClass() throws IOException {
        assertThat(lines("app")).contains("--main-class " + Main.class.getName());
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 24, 32, 48, 64, 128, 256, 512})
    void iconsHaveTheirSize(int size) throws IOException {
        assertThat(side(Files.readAllBytes(INSTALLERS.resolve("icons/atelier-" + size + ".png")))).isEqualTo(size);
    }

    @Test
    void windowsIconHoldsItsPictures() throws IOException {
        byte[] file = Files.readAllBytes(INSTALLERS.resolve("icons/atelier.ico"));
        var in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        var sides = new ArrayList<Integer>();
        for (int i = 0; i < in.getShort(4); i++) {
            int entry = 6 + 16 * i;
            int side = side(picture(file, in.getInt(entry + 12), in.getInt(entry + 8)));
            assertThat(in.get(entry)).isEqualTo((byte) side);
            sides.add(side);
        }
        assertThat(sides).containsExactly(16, 24, 32, 48, 64, 128, 256);
    }

    @Test
    void macIconHoldsItsPictures() throws IOException {
        byte[] file = Files.readAllBytes(INSTALLERS.resolve("icons/atelier.icns"));
        var in = ByteBuffer.wrap(file);
        assertThat(new String(file, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("icns");
        assertThat(in.getInt(4)).isEqualTo(file.length);
        var sides = new ArrayList<Integer>();
        for (int at = 8; at < file.length; at += in.getInt(at + 4)) {
            sides.add(side(picture(file, at + 8, in.getInt(at + 4) - 8)));
        }
        assertThat(sides).containsExactly(16, 32, 128, 256, 512, 32, 64, 256, 512, 1024);
    }

    private static List<String> lines(String name) throws IOException {
        return Files.readAllLines(INSTALLERS.resolve(name + ".args"));
    }

    private static byte[] picture(byte[] file, int from, int length) {
        return Arrays.copyOfRange(file, from, from + length);
    }

    private static int side(byte[] png) throws IOException {
        var image = ImageIO.read(new ByteArrayInputStream(png));
        assertThat(image.getHeight()).isEqualTo(image.getWidth());
        return image.getWidth();
    }
}
