package dev.atelier.engine.run;

import dev.atelier.domain.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;

/** SHA-256 of the files a model consists of. */
public final class FileHashes {
    private static final int CHUNK = 4 << 20;

    private FileHashes() {}

    /** Of config.json, the tokenizer's files and the weights in {@code model}, or of the GGUF file that it is, by name, in lower-case hexadecimal digits. */
    public static Map<String, String> of(Path model, Progress progress) throws IOException {
        if (Files.isRegularFile(model)) {
            return Map.of(String.valueOf(model.getFileName()), of(model, 0, Files.size(model), progress));
        }
        List<Path> files;
        try (var all = Files.list(model)) {
            files = all.filter(file -> file.toString().endsWith(".json") || file.toString().endsWith(".safetensors") || file.toString().endsWith(".jinja")).sorted().toList();
        }
        long total = 0;
        for (Path file : files) {
            total += Files.size(file);
        }
        var out = new TreeMap<String, String>();
        long done = 0;
        for (Path file : files) {
            out.put(String.valueOf(file.getFileName()), of(file, done, total, progress));
            done += Files.size(file);
        }
        return out;
    }

    private static String of(Path file, long done, long total, Progress progress) throws IOException {
        MessageDigest digest = sha256();
        var buffer = ByteBuffer.allocate(CHUNK);
        try (var channel = FileChannel.open(file)) {
            while (channel.read(buffer.clear()) >= 0) {
                digest.update(buffer.flip());
                progress.at("hashing the model", done + channel.position(), total);
                if (progress.cancelled()) {
                    throw new CancellationException();
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new LinkageError("every Java has SHA-256", e);
        }
    }
}
