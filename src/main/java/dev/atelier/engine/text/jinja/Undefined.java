package dev.atelier.engine.text.jinja;

/** What a name or key that is not there evaluates to: prints as nothing, is false, iterates over nothing; anything else is an error. */
record Undefined(String what) {
    JinjaException error() {
        return new JinjaException(what + " is undefined");
    }
}
