package dev.atelier.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The project's settings: text by key. */
public final class SettingsStore {
    /** The model's folder, an absolute path. */
    public static final String MODEL = "model";

    /** The training settings, as run.json has them. */
    public static final String CONFIG = "config";

    /** The project's name. */
    public static final String NAME = "name";

    /** A file of held-out rows, relative to the project's folder. */
    public static final String HELDOUT = "heldout";

    private final Readers readers;
    private final Writer writer;

    SettingsStore(Readers readers, Writer writer) {
        this.readers = readers;
        this.writer = writer;
    }

    /** By key, in its order. */
    public Map<String, String> all() {
        return readers.read(SettingsStore::all);
    }

    static Map<String, String> all(Connection connection) throws SQLException {
        var out = new LinkedHashMap<String, String>();
        Sql.list(connection, "SELECT key, value FROM setting ORDER BY key", row -> out.put(row.getString(1), row.getString(2)));
        return out;
    }

    public CompletableFuture<Boolean> put(String key, String value) {
        return writer.update("INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, value);
    }

    /** Completes with whether there was such a setting. */
    public CompletableFuture<Boolean> remove(String key) {
        return writer.update("DELETE FROM setting WHERE key = ?", key);
    }
}
