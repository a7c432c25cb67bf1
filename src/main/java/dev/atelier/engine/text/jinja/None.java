package dev.atelier.engine.text.jinja;

/** Python's None. */
enum None {
    NONE
}
