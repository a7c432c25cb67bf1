package dev.atelier.engine.data;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Lines of a UTF-8 file one by one, each decoded strictly; LF or CRLF; a byte order mark at the start is skipped. */
final class LineReader implements Closeable {
    /** A longer line is refused unread: it is no dataset row, and would have to fit in memory. */
    static final int MAX_LINE = 64 << 20;

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int filled;
    private int number;
    private long bytesRead;
    private byte[] last = new byte[0];

    LineReader(Path file) throws IOException {
        in = Files.newInputStream(file);
    }

    /** The number, from 1, of the line read last. */
    int number() {
        return number;
    }

    long bytesRead() {
        return bytesRead;
    }

    /** The start of the line read last, also if it was refused; bytes that are not UTF-8 as replacement characters. */
    String shown(int characters) {
        int bytes = Math.min(last.length, 4 * characters); // UTF-8 has at most four a character
        return Finding.cut(new String(last, 0, bytes, StandardCharsets.UTF_8), characters);
    }

    /** The next line without its end, null after the last. After a {@link BadRow} reading goes on with the line after. */
    @Nullable String next() throws IOException, BadRow {
        var line = new ByteArrayOutputStream();
        var length = 0L;
        var any = false;
        while (at < filled || fill()) {
            any = true;
            var end = at;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            length += end - at;
            if (length <= MAX_LINE) {
                line.write(buffer, at, end - at);
            }
            at = end + 1;
            if (end < filled) {
                break;
            }
        }
        if (!any) {
            return null;
        }
        number++;
        last = line.toByteArray();
        if (length > MAX_LINE) {
            throw new BadRow("the line has " + length + " bytes, more than " + MAX_LINE);
        }
        return decode(last);
    }

    private boolean fill() throws IOException {
        at = 0;
        filled = Math.max(0, in.read(buffer));
        bytesRead += filled;
        return filled > 0;
    }

    private String decode(byte[] bytes) throws BadRow {
        var from = 0;
        if (number == 1 && bytes.length >= 2 && (bytes[0] & 0xFE) == 0xFE && (bytes[1] & 0xFE) == 0xFE && bytes[0] != bytes[1]) {
            throw new BadRow("the file is UTF-16: save it as UTF-8");
        }
        if (number == 1 && bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF) {
            from = 3;
        }
        var to = bytes.length > from && bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
        var input = ByteBuffer.wrap(bytes, from, to - from);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(input)
                    .toString();
        } catch (CharacterCodingException e) {
            var found = HexFormat.of().withUpperCase().toHexDigits(bytes[input.position()]);
            throw new BadRow("not UTF-8: byte 0x" + found + " at byte " + (input.position() + 1) + " of the line");
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
