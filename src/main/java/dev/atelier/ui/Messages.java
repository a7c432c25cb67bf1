package dev.atelier.ui;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.NumberFormat;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.ResourceBundle;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The window's words in one language: each package's Messages.properties, its twin in that language, and behind them those of the packages above. */
public final class Messages {
    private final Locale locale;
    private final Map<String, Texts> packages = new ConcurrentHashMap<>();

    public Messages(Locale locale) {
        this.locale = locale;
    }

    public Locale locale() {
        return locale;
    }

    /** The words of the package that {@code type} is in. */
    public Texts of(Class<?> type) {
        return texts(type.getPackageName());
    }

    private Texts texts(String name) {
        Texts known = packages.get(name);
        if (known == null) {
            int dot = name.lastIndexOf('.');
            Texts above = dot < 0 ? null : texts(name.substring(0, dot));
            known = new Texts(locale, load(name), above);
            packages.put(name, known);
        }
        return known;
    }

    private Properties load(String name) {
        String path = "/" + name.replace('.', '/') + "/Messages";
        Properties words = read(path + ".properties", new Properties());
        return locale.getLanguage().equals("en") ? words : read(path + "_" + locale.getLanguage() + ".properties", words);
    }

    private static Properties read(String path, Properties into) {
        try (var in = Messages.class.getResourceAsStream(path)) {
            if (in != null) {
                into.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            }
            return into;
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }

    /** Words by key. As a bundle they also serve FXML: {@code text="%adapter.rank"}. */
    public static final class Texts extends ResourceBundle {
        private final Locale locale;
        private final Properties words;
        private final @Nullable Texts above;

        Texts(Locale locale, Properties words, @Nullable Texts above) {
            this.locale = locale;
            this.words = words;
            this.above = above;
            if (above != null) {
                setParent(above);
            }
        }

        /** The text with {0}, {1} replaced; numbers are written as the language does. */
        public String get(String key, Object... values) {
            String text = getString(key);
            for (int i = 0; i < values.length; i++) {
                text = text.replace("{" + i + "}", shown(values[i]));
            }
            return text;
        }

        /** {@code key.one} or {@code key.other} by the number, which is {0}. */
        public String count(String key, long number, Object... more) {
            boolean one = number == 1 || number == 0 && locale.getLanguage().equals("fr");
            Object[] values = new Object[more.length + 1];
            values[0] = number;
            System.arraycopy(more, 0, values, 1, more.length);
            return get(key + (one ? ".one" : ".other"), values);
        }

        /** Whether there is such a text. */
        public boolean has(String key) {
            return handleGetObject(key) != null;
        }

        @Override
        public Locale getLocale() {
            return locale;
        }

        private String shown(Object value) {
            return value instanceof Number number ? NumberFormat.getInstance(locale).format(number) : Objects.toString(value);
        }

        @Override
        protected @Nullable Object handleGetObject(String key) {
            String text = words.getProperty(key);
            return text != null || above == null ? text : above.handleGetObject(key);
        }

        @Override
        public Enumeration<String> getKeys() {
            return Collections.enumeration(words.stringPropertyNames());
        }

    }
}
