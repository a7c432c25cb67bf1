package dev.atelier.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** TorchScript text packed in memory as the five-entry archive that libtorch loads: a module K whose methods are the text. */
final class ScriptArchive {
    private static final String CLASS = "class K(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n";

    private ScriptArchive() {}

    static byte[] pack(String methods) {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            store(zip, "k/data.pkl", emptyModule());
            store(zip, "k/code/__torch__.py", (CLASS + methods.indent(2)).getBytes(StandardCharsets.UTF_8));
            store(zip, "k/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
            store(zip, "k/version", "10\n".getBytes(StandardCharsets.US_ASCII));
            store(zip, "k/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Pickle protocol 2: an object of __torch__.K whose state is {"training": False}. */
    private static byte[] emptyModule() {
        var pickle = new ByteArrayOutputStream();
        pickle.writeBytes(new byte[] {(byte) 0x80, 2, 'c'});
        pickle.writeBytes("__torch__\nK\n".getBytes(StandardCharsets.US_ASCII));
        pickle.writeBytes(new byte[] {'q', 0, ')', (byte) 0x81, '}', '(', 'X', 8, 0, 0, 0});
        pickle.writeBytes("training".getBytes(StandardCharsets.US_ASCII));
        pickle.writeBytes(new byte[] {'q', 1, (byte) 0x89, 'u', 'b', 'q', 3, '.'});
        return pickle.toByteArray();
    }

    private static void store(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        var crc = new CRC32();
        crc.update(bytes);
        var entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }
}
