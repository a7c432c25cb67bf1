package dev.atelier.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the program remembers for its user, whatever project is open.
 *
 * @param recentProjects folders, most recent first; {@code recentModels} likewise
 * @param window where it stood, null before it was first closed
 * @param lastProject what was open when the program ended, else null
 */
public record Preferences(List<Path> recentProjects, List<Path> recentModels, Theme theme, Language language, @Nullable Bounds window, @Nullable Path lastProject) {
    /** Of each recent list. */
    public static final int RECENT = 12;

    public static final Preferences DEFAULTS = new Preferences(List.of(), List.of(), Theme.SYSTEM, Language.SYSTEM, null, null);

    public Preferences {
        recentProjects = List.copyOf(recentProjects);
        recentModels = List.copyOf(recentModels);
    }

    public enum Theme { SYSTEM, LIGHT, DARK }

    public enum Language { SYSTEM, EN, FR }

    /** Screen coordinates of a window, and its size. */
    public record Bounds(double x, double y, double width, double height, boolean maximized) {}

    /** With {@code project} as the most recent and as the one that is open. */
    public Preferences opened(Path project) {
        return new Preferences(first(project, recentProjects), recentModels, theme, language, window, project);
    }

    /** With no project open. */
    public Preferences closed() {
        return new Preferences(recentProjects, recentModels, theme, language, window, null);
    }

    /** With {@code model} as the most recent. */
    public Preferences used(Path model) {
        return new Preferences(recentProjects, first(model, recentModels), theme, language, window, lastProject);
    }

    public Preferences with(Theme wanted) {
        return new Preferences(recentProjects, recentModels, wanted, language, window, lastProject);
    }

    public Preferences with(Language wanted) {
        return new Preferences(recentProjects, recentModels, theme, wanted, window, lastProject);
    }

    public Preferences with(Bounds bounds) {
        return new Preferences(recentProjects, recentModels, theme, language, bounds, lastProject);
    }

    /** Without the projects and models that are no longer there. */
    Preferences existing() {
        Path last = lastProject != null && Files.exists(lastProject) ? lastProject : null;
        return new Preferences(recentProjects.stream().filter(Files::exists).toList(), recentModels.stream().filter(Files::exists).toList(), theme, language, window, last);
    }

    private static List<Path> first(Path path, List<Path> others) {
        var out = new ArrayList<Path>();
        out.add(path);
        others.stream().filter(other -> !other.equals(path)).limit(RECENT - 1).forEach(out::add);
        return out;
    }
}
