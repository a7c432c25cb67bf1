package dev.atelier.view.export;

import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/** Another type for the matrices in whose GGUF names a pattern is found. */
final class TypeChoice {
    /** What a single matrix can be. */
    static final List<String> TYPES = List.of("F32", "F16", "BF16", "Q8_0", "Q6_K", "Q5_K", "Q5_1", "Q5_0", "Q4_K", "Q4_1", "Q4_0", "IQ4_NL", "IQ4_XS", "Q3_K", "Q2_K");

    private final StringProperty pattern = new SimpleStringProperty(this, "pattern", "");
    private final ObjectProperty<String> type = new SimpleObjectProperty<>(this, "type", "Q6_K");

    /** As a regular expression. */
    StringProperty patternProperty() {
        return pattern;
    }

    ObjectProperty<String> typeProperty() {
        return type;
    }

    /** Whether the pattern is one; an empty one says nothing. */
    boolean valid() {
        try {
            return pattern.get().isBlank() || Pattern.compile(pattern.get().strip()) != null;
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    boolean empty() {
        return pattern.get().isBlank();
    }

    /** As the command line has it. */
    String text() {
        return pattern.get().strip() + "=" + type.get();
    }
}
