package dev.atelier.domain;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;

/** Versions of the program and of what it computes with, as built. */
public final class Versions {
    private Versions() {}

    /** Of atelier, djl, libtorch (from the build) and java (running). */
    public static Map<String, String> all() {
        var built = new Properties();
        try (InputStream in = Objects.requireNonNull(Versions.class.getResourceAsStream("versions.properties"))) {
            built.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var out = new TreeMap<String, String>();
        built.stringPropertyNames().forEach(name -> out.put(name, built.getProperty(name)));
        out.put("java", Runtime.version().toString());
        return out;
    }
}
