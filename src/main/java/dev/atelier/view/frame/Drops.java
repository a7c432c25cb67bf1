package dev.atelier.view.frame;

import dev.atelier.view.model.InspectViewModel;
import dev.atelier.view.project.RowImport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Whatever is dropped on the window: rows are read at once, of anything else the window says what it is. */
public final class Drops {
    private final InspectViewModel inspect;
    private final RowImport rows;

    Drops(InspectViewModel inspect, RowImport rows) {
        this.inspect = inspect;
        this.rows = rows;
    }

    /** Opens {@code path}; {@code go} is told the room it belongs to. */
    void open(Path path, Consumer<String> go) {
        if (Files.isRegularFile(path) && String.valueOf(path.getFileName()).matches("(?i).*\\.jsonl")) { // the import itself says what is in it
            inspect.close();
            go.accept("data");
            rows.start(path);
        } else {
            inspect.open(path);
        }
    }
}
