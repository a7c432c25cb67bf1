package dev.atelier.domain.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The matrices of a block by names that tell them apart, and how target_modules say a choice of them. */
public final class TargetNames {
    private TargetNames() {}

    /** A matrix whose name another one has too, such as GPT-2's c_proj, by its path in the block. */
    public static Map<String, Linear> of(List<Linear> block) {
        var out = new LinkedHashMap<String, Linear>();
        for (Linear linear : block) {
            boolean alone = block.stream().filter(other -> other.name().equals(linear.name())).count() == 1;
            out.put(alone ? linear.name() : shortest(linear, block), linear);
        }
        return out;
    }

    /** The end of its path that no other has, from a dot on; all of it where another's ends with that. */
    private static String shortest(Linear linear, List<Linear> block) {
        String end = linear.name();
        while (!end.equals(linear.inBlock()) && others(end, block) > 1) {
            end = longer(linear.inBlock(), end);
        }
        return end;
    }

    private static long others(String end, List<Linear> block) {
        return block.stream().filter(linear -> ends(linear.inBlock(), end)).count();
    }

    private static String longer(String path, String end) {
        int dot = path.lastIndexOf('.', path.length() - end.length() - 2);
        return path.substring(dot + 1);
    }

    private static boolean ends(String path, String end) {
        return path.equals(end) || path.endsWith("." + end);
    }

    /**
     * For the matrices {@code chosen} of {@code block}: a preset where it means just them, else names; a name that means several stands for them where all
     * of them are chosen; where only a pattern tells one from another, that.
     */
    public static List<String> targets(Map<String, Linear> block, Set<String> chosen) {
        for (String preset : List.of(Targets.ALL, Targets.ATTENTION, Targets.MLP)) {
            if (block.entrySet().stream().allMatch(entry -> chosen.contains(entry.getKey()) == Targets.fits(preset, entry.getValue()))) {
                return List.of(preset);
            }
        }
        return names(block, chosen);
    }

    /** The same without presets. */
    static List<String> names(Map<String, Linear> block, Set<String> chosen) {
        var out = new ArrayList<String>();
        for (var entry : block.entrySet()) {
            if (chosen.contains(entry.getKey())) {
                String target = target(entry.getValue(), block, chosen);
                if (!out.contains(target)) {
                    out.add(target);
                }
            }
        }
        return out;
    }

    private static String target(Linear linear, Map<String, Linear> block, Set<String> chosen) {
        for (String end = linear.name();; end = longer(linear.inBlock(), end)) {
            String name = end;
            if (block.entrySet().stream().allMatch(other -> chosen.contains(other.getKey()) || !ends(other.getValue().inBlock(), name))) {
                return name;
            }
            if (end.equals(linear.inBlock())) {
                return ".*\\.\\d+\\." + end.replace(".", "\\.");
            }
        }
    }
}
