package dev.atelier.domain;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Everything there is to know about one component of {@link TrainingConfig}: {@link Settings} reads defaults, documentation and checks from here. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
    /** One sentence, without the default and the range: those are added where it is shown. */
    String doc();

    /** The default, as it is written after {@code --set name=}. */
    String value();

    /** Under which heading it is listed. */
    Group group();

    /** Least number allowed. */
    double min() default Double.NEGATIVE_INFINITY;

    /** Number the value has to be above. */
    double above() default Double.NEGATIVE_INFINITY;

    /** Greatest number allowed. */
    double max() default Double.POSITIVE_INFINITY;

    /** Number the value has to be below. */
    double below() default Double.POSITIVE_INFINITY;

    /** For text: the regular expression it has to match; empty for any. */
    String pattern() default "";

    /** For text: the pattern in words. */
    String form() default "";

    /** Headings, in the order they are listed. */
    enum Group {
        ADAPTER, OPTIMIZER, BATCHES, DATA, RUN
    }
}
