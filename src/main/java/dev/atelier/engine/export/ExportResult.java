package dev.atelier.engine.export;

import java.nio.file.Path;
import java.util.List;

/** What an export wrote: a file or a folder, its bytes, the time it took, and what the user should know about it. */
public record ExportResult(Path file, long bytes, double seconds, List<String> warnings) {}
