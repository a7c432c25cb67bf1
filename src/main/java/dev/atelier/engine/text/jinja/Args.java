package dev.atelier.engine.text.jinja;

import java.util.List;
import java.util.Map;

/** Evaluated arguments of a call, filter or test. */
record Args(List<Object> positional, Map<String, Object> named) {
    static final Args NONE = new Args(List.of(), Map.of());

    boolean has(int index, String name) {
        return index < positional.size() || named.containsKey(name);
    }

    /** By position, else by name, else the default. */
    Object get(int index, String name, Object otherwise) {
        if (index < positional.size()) {
            return positional.get(index);
        }
        var value = named.get(name);
        return value == null ? otherwise : value;
    }

    Object need(int index, String name) {
        var value = get(index, name, None.NONE);
        if (!has(index, name)) {
            throw new JinjaException("the argument '" + name + "' is missing");
        }
        return value;
    }

    String text(int index, String name, String otherwise) {
        return Values.string(get(index, name, otherwise));
    }

    long integer(int index, String name, long otherwise) {
        return Values.integer(get(index, name, otherwise));
    }

    boolean truth(int index, String name, boolean otherwise) {
        return Values.truth(get(index, name, otherwise));
    }

    Args from(int index) {
        return new Args(positional.subList(Math.min(index, positional.size()), positional.size()), named);
    }
}
