package dev.atelier.engine.data;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.atelier.domain.Json;
import dev.atelier.domain.Progress;
import dev.atelier.domain.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A dataset on disk: JSON lines, or one JSON array (a .json file that starts with a bracket). Read row by row; nothing but the current line is
 * held. All rows have the first good row's shape; a row of another shape is a finding.
 */
public final class DatasetFile {
    /** Reads one element of a list: what follows it is not an error. */
    private static final ObjectReader ELEMENTS = Json.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final int SHOWN = 2000;
    private static final int ROWS_A_STEP = 256;

    private final Path file;
    private final Reader reader;
    private final Progress progress;
    private @Nullable Shape shape;
    private int read;

    /** Hears what a file holds, in its order. */
    public interface Reader {
        void row(DataRow row);

        /** @param text the line as it stands, its first 2,000 characters */
        void bad(Finding finding, String text);
    }

    private DatasetFile(Path file, Reader reader, Progress progress) {
        this.file = file;
        this.reader = reader;
        this.progress = progress;
    }

    /** Hands over every row and every finding, in the file's order. */
    public static void scan(Path file, Consumer<DataRow> rows, Consumer<Finding> findings, Progress progress) {
        scan(file, new Reader() {
            @Override
            public void row(DataRow row) {
                rows.accept(row);
            }

            @Override
            public void bad(Finding finding, String text) {
                findings.accept(finding);
            }
        }, progress);
    }

    /** The same with the text of bad lines. */
    public static void scan(Path file, Reader reader, Progress progress) {
        if (!Files.isRegularFile(file)) {
            throw UserError.of("wanted a dataset at " + file, Files.isDirectory(file) ? "a folder" : "no such file", "name a .jsonl file");
        }
        try {
            var dataset = new DatasetFile(file, reader, progress);
            if (isArray(file)) {
                dataset.array();
            } else {
                dataset.lines();
            }
        } catch (IOException e) {
            throw new UserError("wanted to read " + file + ", found " + e + ": check the file and the disk", e);
        }
    }

    /** Everything in memory, with what was wrong. */
    public static Dataset read(Path file, Progress progress) {
        var rows = new ArrayList<DataRow>();
        var findings = new ArrayList<Finding>();
        var bad = new int[1];
        scan(
                file,
                rows::add,
                finding -> {
                    bad[0]++;
                    if (findings.size() < Dataset.MAX_FINDINGS) {
                        findings.add(finding);
                    }
                },
                progress);
        return new Dataset(file, rows, bad[0], findings);
    }

    private static boolean isArray(Path file) throws IOException {
        if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".json")) {
            return false;
        }
        try (var in = Files.newInputStream(file)) {
            var start = new String(in.readNBytes(4096), StandardCharsets.UTF_8);
            return (start.startsWith("\uFEFF") ? start.substring(1) : start).stripLeading().startsWith("[");
        }
    }

    private void lines() throws IOException {
        var size = Files.size(file);
        try (var lines = new LineReader(file)) {
            while (true) {
                checkCancelled();
                try {
                    var line = lines.next();
                    if (line == null) {
                        return;
                    }
                    if (!line.isBlank()) {
                        accept(RowParser.parse(lines.number(), line));
                    }
                } catch (BadRow e) {
                    reader.bad(new Finding(lines.number(), e.reason()), lines.shown(SHOWN));
                }
                step(lines.bytesRead(), size);
            }
        }
    }

    private void checkCancelled() {
        if (progress.cancelled()) {
            throw new CancellationException();
        }
    }

    private void accept(DataRow row) throws BadRow {
        if (shape == null) {
            shape = row.shape();
        }
        if (row.shape() != shape) {
            throw new BadRow("a row of shape " + row.shape().label() + " in a file of " + shape.label() + " rows");
        }
        reader.row(row);
    }

    private void step(long done, long size) {
        if (++read % ROWS_A_STEP == 0) {
            progress.at("reading " + file.getFileName(), Math.min(done, size), size);
        }
    }

    private void array() throws IOException {
        try (var in = Files.newInputStream(file);
                var text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()))) {
            text.mark(1);
            if (text.read() != '\uFEFF') {
                text.reset();
            }
            parseArray(text);
        }
    }

    private void parseArray(BufferedReader text) throws IOException {
        long size = Files.size(file);
        try (var parser = Json.MAPPER.createParser(text)) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_ARRAY && parser.currentToken() != null) {
                checkCancelled();
                element(parser);
                step(parser.currentLocation().getCharOffset(), size); // characters, which are bytes for the most part
            }
            if (parser.currentToken() == null) {
                reader.bad(new Finding(parser.currentLocation().getLineNr(), "the list does not end"), "");
            }
        } catch (JsonProcessingException e) {
            var line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            reader.bad(new Finding(line, "not JSON, the rest of the file is not read: " + e.getOriginalMessage().lines().findFirst().orElse("")), "");
        } catch (java.nio.charset.CharacterCodingException e) {
            reader.bad(new Finding(1, "the file is not UTF-8: save it as UTF-8"), "");
        }
    }

    private void element(JsonParser parser) throws IOException {
        var line = parser.currentTokenLocation().getLineNr();
        JsonNode node = ELEMENTS.readTree(parser);
        String text = Json.line(node);
        try {
            accept(RowParser.parse(line, node, text));
        } catch (BadRow e) {
            reader.bad(new Finding(line, e.reason()), Finding.cut(text, SHOWN));
        }
    }
}
