package dev.atelier.view.fit;

import dev.atelier.domain.UserError;
import dev.atelier.ui.Tasks;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableValue;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An answer that takes its time, looked for in the background when what it depends on has been still for a moment; the answer to the newest question counts.
 *
 * @param <Q> all that the answer is found from; null: there is nothing to ask
 */
final class Searched<Q, A> {
    private static final Duration STILL = Duration.millis(150);
    private final Tasks tasks;
    private final Supplier<@Nullable Q> question;
    private final Function<Q, A> search;
    private final ReadOnlyObjectWrapper<@Nullable A> answer = new ReadOnlyObjectWrapper<>(this, "answer");
    private int asked;

    Searched(Tasks tasks, Supplier<@Nullable Q> question, Function<Q, A> search, ObservableValue<?>... dependencies) {
        this.tasks = tasks;
        this.question = question;
        this.search = search;
        Runnable soon = tasks.settled(STILL, this::ask);
        Stream.of(dependencies).forEach(each -> each.subscribe((was, now) -> soon.run()));
        soon.run();
    }

    private void ask() {
        Q now = question.get();
        int number = ++asked;
        if (now == null) {
            answer.set(null);
            return;
        }
        tasks.run(() -> found(now), found -> {
            if (number == asked) {
                answer.set(found.orElse(null));
            }
        });
    }

    /** Empty where the settings contradict each other: whoever shows them says so. */
    private Optional<A> found(Q now) {
        try {
            return Optional.of(search.apply(now));
        } catch (UserError e) {
            return Optional.empty();
        }
    }

    ReadOnlyObjectProperty<@Nullable A> answerProperty() {
        return answer.getReadOnlyProperty();
    }
}
