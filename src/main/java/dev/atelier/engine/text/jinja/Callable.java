package dev.atelier.engine.text.jinja;

/** What a template may call: a global function, a bound method, a macro, a loop. */
@FunctionalInterface
interface Callable {
    Object call(Args args);
}
