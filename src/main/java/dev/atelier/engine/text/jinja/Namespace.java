package dev.atelier.engine.text.jinja;

import java.util.Map;

/** {@code namespace()}: the one object a template may assign into, so that loops can hand values out. */
record Namespace(Map<String, Object> values) {}
