package dev.atelier.engine.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The methods of Python's str, dict and list that do not change their object (transformers' sandbox forbids the others). */
final class Methods {
    private Methods() {}

    static @Nullable Callable find(Object object, String name, Budget budget) {
        return switch (object) {
            case String text -> TextMethods.find(text, name, budget);
            case Map<?, ?> map -> ofMap(map, name);
            case List<?> list -> ofList(list, name, budget);
            default -> null;
        };
    }

    private static @Nullable Callable ofMap(Map<?, ?> map, String name) {
        return switch (name) {
            case "items" -> _ -> items(map);
            case "keys" -> _ -> new ArrayList<Object>(map.keySet());
            case "values" -> _ -> new ArrayList<Object>(map.values());
            case "get" -> args -> {
                var value = map.get(Values.key(args.need(0, "key")));
                return value == null ? args.get(1, "default", None.NONE) : value;
            };
            case "copy" -> _ -> map;
            default -> null;
        };
    }

    static List<Object> items(Map<?, ?> map) {
        var items = new ArrayList<Object>();
        map.forEach((key, value) -> items.add(List.of(key, value)));
        return items;
    }

    private static @Nullable Callable ofList(List<?> list, String name, Budget budget) {
        return switch (name) {
            case "index" -> args -> {
                for (var i = 0; i < list.size(); i++) {
                    if (Values.equal(list.get(i), args.need(0, "value"), budget)) {
                        return (long) i;
                    }
                }
                throw new JinjaException("the value is not in the list");
            };
            case "count" -> args -> list.stream().filter(item -> Values.equal(item, args.need(0, "value"), budget)).count();
            case "copy" -> _ -> list;
            default -> null;
        };
    }
}
