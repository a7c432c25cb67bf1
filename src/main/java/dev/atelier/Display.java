package dev.atelier;

import java.util.Locale;

/** Whether there is somewhere to show a window. */
final class Display {
    private Display() {}

    static boolean there() {
        boolean linux = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("linux");
        return !linux || headless() || present("DISPLAY") || present("WAYLAND_DISPLAY");
    }

    /** Whether the toolkit was told to draw in memory. */
    static boolean headless() {
        return "Headless".equals(System.getProperty("glass.platform"));
    }

    /** The window is drawn in memory from now on, by software: no display, no GTK. To be called before the toolkit starts. */
    static void useHeadless() {
        System.setProperty("glass.platform", "Headless");
        System.setProperty("prism.order", "sw");
        System.setProperty("java.awt.headless", "true");
    }

    private static boolean present(String variable) {
        String value = System.getenv(variable);
        return value != null && !value.isBlank();
    }
}
