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

    private final Path file;
    private final Consumer<DataRow> rows;
    private final Consumer<Finding> findings;
    private final Progress progress;
    private @Nullable Shape shape;

    private DatasetFile(Path file, Consumer<DataRow> rows, Consumer<Finding> findings, Progress progress) {
        this.file = file;
        this.rows = rows;
        this.findings = findings;
        this.progress = progress;
    }

    /** Hands over every row and every finding, in the file's order. */
    public static void scan(Path file, Consumer<DataRow> rows, Consumer<Finding> findings, Progress progress) {
        if (!Files.isRegularFile(file)) {
            throw UserError.of("wanted a dataset at " + file, Files.isDirectory(file) ? "a folder" : "no such file", "name a .jsonl file");
        }
        try {
            var reader = new DatasetFile(file, rows, findings, progress);
            if (isArray(file)) {
                reader.array();
            } else {
                reader.lines();
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
        try (var reader = new LineReader(file)) {
            while (true) {
                checkCancelled();
                try {
                    var line = reader.next();
                    if (line == null) {
                        return;
                    }
                    if (!line.isBlank()) {
                        accept(RowParser.parse(reader.number(), line));
                    }
                } catch (BadRow e) {
                    findings.accept(new Finding(reader.number(), e.reason()));
                }
                if (reader.number() % 1000 == 0) {
                    progress.at("reading " + file.getFileName(), reader.bytesRead(), size);
                }
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
        rows.accept(row);
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
        try (var parser = Json.MAPPER.createParser(text)) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_ARRAY && parser.currentToken() != null) {
                checkCancelled();
                element(parser);
            }
            if (parser.currentToken() == null) {
                findings.accept(new Finding(parser.currentLocation().getLineNr(), "the list does not end"));
            }
        } catch (JsonProcessingException e) {
            var line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            findings.accept(new Finding(line, "not JSON, the rest of the file is not read: " + e.getOriginalMessage().lines().findFirst().orElse("")));
        } catch (java.nio.charset.CharacterCodingException e) {
            findings.accept(new Finding(1, "the file is not UTF-8: save it as UTF-8"));
        }
    }

    private void element(JsonParser parser) throws IOException {
        var line = parser.currentTokenLocation().getLineNr();
        try {
            JsonNode node = ELEMENTS.readTree(parser);
            accept(RowParser.parse(line, node, Json.line(node)));
        } catch (BadRow e) {
            findings.accept(new Finding(line, e.reason()));
        }
    }
}
