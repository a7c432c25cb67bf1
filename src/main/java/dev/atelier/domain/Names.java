package dev.atelier.domain;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Names as written in files, and the nearest one to a misspelt name. */
public final class Names {
    private Names() {}

    /** {@code learningRate -> learning_rate}. */
    public static String snakeCase(String camelCase) {
        var out = new StringBuilder();
        for (int i = 0; i < camelCase.length(); i++) {
            char c = camelCase.charAt(i);
            if (Character.isUpperCase(c)) {
                out.append('_').append(Character.toLowerCase(c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** {@code did you mean "rank"?}, or all the names when none is near. */
    public static String suggest(String wrong, Collection<String> names) {
        String typed = wrong.toLowerCase(Locale.ROOT).replace('-', '_');
        String nearest = names.stream().min(Comparator.comparingInt(name -> distance(typed, name.replace('-', '_')))).orElse("");
        boolean near = !nearest.isEmpty() && distance(typed, nearest.replace('-', '_')) <= Math.max(2, nearest.length() / 3);
        boolean part = names.stream().filter(name -> name.contains(typed)).count() == 1 && typed.length() > 1;
        if (near || !part) {
            return near ? "did you mean " + nearest + "?" : "the names are " + String.join(", ", names);
        }
        return "did you mean " + names.stream().filter(name -> name.contains(typed)).findFirst().orElseThrow() + "?";
    }

    /** Levenshtein's edit distance. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
