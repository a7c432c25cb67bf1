package dev.atelier.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help;

/** The list of commands in the help, under headings. */
final class HelpGroups {
    private static final Map<String, List<String>> GROUPS = groups();

    private HelpGroups() {}

    private static Map<String, List<String>> groups() {
        var out = new LinkedHashMap<String, List<String>>();
        out.put("Start here", List.of("demo"));
        out.put("Tune a model", List.of("data", "estimate", "train", "eval"));
        out.put("Use the result", List.of("chat", "export", "quality", "imatrix"));
        out.put("Look inside", List.of("inspect", "tokens", "render", "logits"));
        out.put("Start from nothing", List.of("init", "starter"));
        out.put("This machine", List.of("doctor", "bench"));
        return out;
    }

    static String render(Help help) {
        var text = new StringBuilder();
        GROUPS.forEach((heading, verbs) -> {
            var present = verbs.stream().filter(help.subcommands()::containsKey).toList();
            if (!present.isEmpty()) {
                text.append('\n').append(heading).append(":\n");
                present.forEach(verb -> text.append(String.format("  %-10s%s%n", verb, description(help, verb))));
            }
        });
        return text.toString();
    }

    private static String description(Help help, String verb) {
        Help sub = help.subcommands().get(verb);
        String[] lines = sub == null ? new String[0] : sub.commandSpec().usageMessage().description();
        return lines.length == 0 ? "" : lines[0];
    }
}
