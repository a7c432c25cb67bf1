ALTER TABLE message ADD COLUMN seconds_to_first REAL;

-- difference and relative: of the logits, NULL where nothing was compared; warnings: one a line
CREATE TABLE export (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run INTEGER REFERENCES run ON DELETE SET NULL,
    name TEXT NOT NULL,
    format TEXT NOT NULL CHECK (format IN ('gguf', 'hf', 'peft')),
    quant TEXT NOT NULL,
    file TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    seconds REAL NOT NULL,
    difference REAL,
    relative REAL,
    warnings TEXT NOT NULL,
    use TEXT NOT NULL,
    created TEXT NOT NULL
) STRICT;

CREATE INDEX export_run ON export (run);
