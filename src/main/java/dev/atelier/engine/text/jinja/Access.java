package dev.atelier.engine.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Attributes, items and slices. Only plain data and the listed methods are reachable. */
final class Access {
    private Access() {}

    /** {@code object.name}: a method, else an item. */
    static Object attribute(Object object, String name, Budget budget) {
        if (object instanceof Undefined undefined) {
            throw undefined.error();
        }
        if (object instanceof Namespace namespace) {
            return orUndefined(namespace.values().get(name), name);
        }
        if (object instanceof LoopState loop) {
            return orUndefined(loop.attribute(name), name);
        }
        var method = Methods.find(object, name, budget);
        if (method != null) {
            return method;
        }
        return object instanceof Map<?, ?> map ? orUndefined(map.get(name), name) : new Undefined("'" + name + "' of " + Values.type(object));
    }

    /** {@code object[key]}. */
    static Object item(Object object, Object key, Budget budget) {
        if (object instanceof Undefined undefined) {
            throw undefined.error();
        }
        if (object instanceof Map<?, ?> map && map.containsKey(Values.key(key))) {
            return orUndefined(map.get(key), "");
        }
        if (key instanceof Long index && (object instanceof List<?> || object instanceof String)) {
            var length = Values.length(object);
            var at = index < 0 ? index + length : index;
            if (at < 0 || at >= length) {
                return new Undefined("item " + index + " of " + Values.type(object));
            }
            return object instanceof String text
                    ? Character.toString(text.codePointAt(text.offsetByCodePoints(0, (int) at)))
                    : Values.items(object).get((int) at);
        }
        return key instanceof String name ? attribute(object, name, budget) : new Undefined("item " + Values.string(key));
    }

    /** {@code object[from:to:step]}, None where nothing is given, with Python's clamping. */
    static Object slice(Object object, Object from, Object to, Object step, Budget budget) {
        var stride = given(step) ? Values.integer(step) : 1;
        if (stride == 0) {
            throw new JinjaException("a slice's step is 0");
        }
        var items = Values.items(object);
        var length = items.size();
        budget.items(length);
        var start = given(from) ? clamp(Values.integer(from), length, stride) : stride > 0 ? 0 : length - 1;
        var end = given(to) ? clamp(Values.integer(to), length, stride) : stride > 0 ? length : -1;
        var picked = new ArrayList<Object>();
        for (var i = start; stride > 0 ? i < end : i > end; i += Math.clamp(stride, -1L - length, 1L + length)) {
            picked.add(items.get((int) i));
        }
        return object instanceof String ? String.join("", picked.stream().map(Values::string).toList()) : picked;
    }

    private static long clamp(long index, int length, long stride) {
        var at = index < 0 ? index + length : index;
        return stride > 0 ? Math.clamp(at, 0L, (long) length) : Math.clamp(at, -1L, length - 1L);
    }

    private static boolean given(Object bound) {
        return bound != None.NONE;
    }

    private static Object orUndefined(@Nullable Object value, String name) {
        return value == null ? new Undefined("'" + name + "'") : value;
    }
}
