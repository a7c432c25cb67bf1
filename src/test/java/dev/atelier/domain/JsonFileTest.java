package dev.atelier.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonFileTest {
    @TempDir
    Path folder;

    @Test
    void readsOneDocument() throws IOException {
        assertThat(JsonFile.CONFIG.object(file("\uFEFF {\"a\": [1, \"é\"]} \n")).toString()).isEqualTo("{\"a\":[1,\"é\"]}");
        assertThat(JsonFile.CONFIG.read(file("7")).asInt()).isEqualTo(7);
    }

    @Test
    void saysWhereItIsWrong() throws IOException {
        refused("{\n \"a\": 1,\n \"a\": 2}").hasMessageContaining("Duplicate").hasMessageContaining("line 3");
        refused("{\n \"a\" 1}").hasMessageContaining("line 2");
        refused("{} {}").hasMessageContaining("more after it");
        refused("{} x").hasMessageContaining("line 1");
        refused("").hasMessageContaining("an empty file");
        refused("{\"a\":").hasMessageContaining("end-of-input");
        refused("[1]").hasMessageContaining("wanted a JSON object");
        refused("\"" + "x".repeat(100_000) + "\u0001\"").hasMessageContaining("line 1");
    }

    @Test
    void hasLimits() throws IOException {
        refused("[".repeat(100_000)).hasMessageContaining("nesting depth").hasMessageNotContaining("`");
        refused("{\"a\":".repeat(201) + "1" + "}".repeat(201)).hasMessageContaining("nesting depth");
        refused("[" + "1,".repeat(1_000_000) + "1]").hasMessageContaining("Token count");
        refused("[" + "9".repeat(5000) + "]").hasMessageContaining("Number value length");
        refused(" ".repeat(33 << 20)).hasMessageContaining("32 MB");
    }

    @Test
    void bytesThatAreNoTextAreSaidSo() throws IOException {
        Path file = Files.write(folder.resolve("a.json"), new byte[] {'{', '\n', '"', (byte) 0xc3, '"'});
        assertThatThrownBy(() -> JsonFile.CONFIG.read(file)).isInstanceOf(UserError.class).hasMessageContaining("UTF-8");
        assertThatThrownBy(() -> JsonFile.CONFIG.read(folder)).isInstanceOf(UserError.class);
        assertThatThrownBy(() -> JsonFile.CONFIG.read(folder.resolve("none"))).isInstanceOf(UserError.class).hasMessageContaining("nothing at");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("a.json"), text);
    }

    private AbstractThrowableAssert<?, ?> refused(String text) throws IOException {
        Path file = file(text);
        return assertThatThrownBy(() -> JsonFile.CONFIG.object(file)).isInstanceOf(UserError.class).hasMessageContaining("a.json").hasMessageNotContaining("\n");
    }
}
