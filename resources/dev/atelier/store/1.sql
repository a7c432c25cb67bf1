CREATE TABLE setting (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE dataset (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    source TEXT,
    imported TEXT NOT NULL
) STRICT;

-- revision: counts made of an earlier text, or with an earlier model, are not taken; long texts stand last, as the others are then read without them
CREATE TABLE data_row (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    dataset INTEGER REFERENCES dataset ON DELETE CASCADE,
    position INTEGER NOT NULL,
    line INTEGER,
    deleted INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL DEFAULT 0,
    tokens INTEGER,
    trained INTEGER,
    problem TEXT,
    shape TEXT NOT NULL,
    edited TEXT,
    original TEXT NOT NULL
) STRICT;

CREATE INDEX data_row_position ON data_row (position, id);

CREATE INDEX data_row_dataset ON data_row (dataset);

CREATE TABLE bad_line (
    id INTEGER PRIMARY KEY,
    dataset INTEGER NOT NULL REFERENCES dataset ON DELETE CASCADE,
    line INTEGER NOT NULL,
    reason TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT;

CREATE INDEX bad_line_dataset ON bad_line (dataset);

-- started and ending: the events themselves; events_offset: the bytes of events.jsonl that are in these tables
CREATE TABLE run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    folder TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    created TEXT NOT NULL,
    settings TEXT NOT NULL,
    model TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'prepared',
    message TEXT,
    total_steps INTEGER NOT NULL DEFAULT 0,
    started TEXT,
    ending TEXT,
    events_offset INTEGER NOT NULL DEFAULT 0
) STRICT;

-- a number that is none (NaN) is NULL
CREATE TABLE run_step (
    run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    step INTEGER NOT NULL,
    epoch REAL,
    loss REAL,
    lr REAL,
    grad_norm REAL,
    tokens INTEGER NOT NULL,
    tokens_per_s REAL,
    memory_bytes INTEGER NOT NULL,
    PRIMARY KEY (run, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_eval (
    run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    step INTEGER NOT NULL,
    loss REAL,
    ppl REAL,
    PRIMARY KEY (run, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_checkpoint (
    run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    step INTEGER NOT NULL,
    best INTEGER NOT NULL,
    PRIMARY KEY (run, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_sample (
    run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    step INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    prompt TEXT NOT NULL,
    expected TEXT NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (run, step, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_warning (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    message TEXT NOT NULL,
    UNIQUE (run, message)
) STRICT;

CREATE TABLE conversation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    created TEXT NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversation ON DELETE CASCADE,
    turn INTEGER NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('user', 'base', 'tuned')),
    text TEXT NOT NULL,
    tokens INTEGER NOT NULL,
    tokens_per_s REAL,
    run INTEGER REFERENCES run ON DELETE SET NULL,
    seed INTEGER NOT NULL,
    rating INTEGER CHECK (rating IN (-1, 1)),
    created TEXT NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX message_conversation ON message (conversation, turn, id);

CREATE INDEX message_run ON message (run);
