package dev.atelier.engine.inspect;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Under what terms a folder is given away: its licence's file, or what the model card's header says.
 *
 * @param firstLine of the file that says something; the card's line
 * @param spdx the identifier by https://spdx.org/licenses, where the wording is a well-known one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Licence(String file, String firstLine, @Nullable String spdx) {
    private static final Pattern FILE = Pattern.compile("(?i)(un)?(licen[cs]e|copying)([-_.].*)?");
    private static final Pattern CARD = Pattern.compile("(?m)^license:\\s*[\"']?([\\w.+-]{1,60})[\"']?\\s*$");
    private static final int START = 8192;
    private static final int LONGEST_LINE = 120;

    /** What the first lines of well-known texts say, the longer names first. */
    private static final Map<String, Pattern> WORDINGS = wordings();

    private static Map<String, Pattern> wordings() {
        var out = new LinkedHashMap<String, Pattern>();
        out.put("Apache-2.0", text("Apache License.{0,40}Version 2\\.0"));
        out.put("AGPL-3.0", text("GNU AFFERO GENERAL PUBLIC LICENSE.{0,40}Version 3"));
        out.put("LGPL-3.0", text("GNU LESSER GENERAL PUBLIC LICENSE.{0,40}Version 3"));
        out.put("LGPL-2.1", text("GNU LESSER GENERAL PUBLIC LICENSE.{0,40}Version 2\\.1"));
        out.put("GPL-3.0", text("GNU GENERAL PUBLIC LICENSE.{0,40}Version 3"));
        out.put("GPL-2.0", text("GNU GENERAL PUBLIC LICENSE.{0,40}Version 2"));
        out.put("MPL-2.0", text("Mozilla Public License.{0,20}Version 2\\.0"));
        out.put("BSD-3-Clause", text("BSD 3-Clause"));
        out.put("BSD-2-Clause", text("BSD 2-Clause"));
        out.put("CC-BY-NC-SA-4.0", text("Attribution-NonCommercial-ShareAlike 4\\.0"));
        out.put("CC-BY-NC-ND-4.0", text("Attribution-NonCommercial-NoDerivatives 4\\.0"));
        out.put("CC-BY-NC-4.0", text("Attribution-NonCommercial 4\\.0"));
        out.put("CC-BY-SA-4.0", text("Attribution-ShareAlike 4\\.0"));
        out.put("CC-BY-4.0", text("Attribution 4\\.0 International"));
        out.put("CC0-1.0", text("CC0 1\\.0 Universal"));
        out.put("Unlicense", text("This is free and unencumbered software released into the public domain"));
        out.put("MIT", text("MIT License|Permission is hereby granted, free of charge, to any person obtaining a copy"));
        return out;
    }

    private static Pattern text(String expression) {
        return Pattern.compile("(?is)" + expression);
    }

    /** The folder's, or null if nothing there speaks of one. */
    public static @Nullable Licence find(Path folder) {
        try (var entries = Files.list(folder)) {
            List<Path> files = entries.filter(Files::isRegularFile).sorted().toList();
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (FILE.matcher(name).matches()) {
                    return ofText(name, start(file));
                }
            }
            for (Path file : files) {
                if (String.valueOf(file.getFileName()).equalsIgnoreCase("README.md")) {
                    return ofCard(String.valueOf(file.getFileName()), start(file));
                }
            }
            return null;
        } catch (IOException e) {
            return null; // the rest can still be told
        }
    }

    private static Licence ofText(String file, String text) {
        String line = text.lines().map(String::strip).filter(each -> each.codePoints().anyMatch(Character::isLetter)).findFirst().orElse("");
        String spdx = WORDINGS.entrySet().stream().filter(e -> e.getValue().matcher(text).find()).map(Map.Entry::getKey).findFirst().orElse(null);
        return new Licence(file, line.substring(0, Math.min(LONGEST_LINE, line.length())).replaceAll("\\p{Cntrl}", " "), spdx);
    }

    private static @Nullable Licence ofCard(String file, String text) {
        int end = text.startsWith("---") ? text.indexOf("\n---", 3) : -1;
        var line = CARD.matcher(end < 0 ? "" : text.substring(0, end + 1));
        if (!line.find()) {
            return null;
        }
        String id = line.group(1).toLowerCase(Locale.ROOT);
        return new Licence(file, line.group().strip(), WORDINGS.keySet().stream().filter(each -> each.toLowerCase(Locale.ROOT).equals(id)).findFirst().orElse(null));
    }

    private static String start(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(START), StandardCharsets.UTF_8);
        }
    }
}
