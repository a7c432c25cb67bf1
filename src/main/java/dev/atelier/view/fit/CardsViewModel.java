package dev.atelier.view.fit;

import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.memory.CardFit;
import dev.atelier.memory.Computation;
import dev.atelier.memory.InferenceMemory;
import dev.atelier.memory.Remedy;
import dev.atelier.memory.Setup;
import dev.atelier.ui.Messages;
import dev.atelier.ui.Tasks;
import dev.atelier.view.chart.Memory;
import dev.atelier.view.chart.Units;
import dev.atelier.view.project.InitAdapter;
import dev.atelier.view.project.MemoryNeed;
import dev.atelier.view.project.ModelChoice;
import dev.atelier.view.project.RowFacts;
import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.ObjectBinding;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import org.jspecify.annotations.Nullable;

/** On which common graphics cards the next run would fit, and what talking to the model needs here. */
public final class CardsViewModel {
    private static final int TALK = 4096;
    private final ChangeWords words;
    private final Units units;
    private final Messages.Texts texts;
    private final BooleanProperty shown = new SimpleBooleanProperty(this, "shown");
    private final ObjectBinding<List<CardRow>> rows;
    private final StringBinding note;
    private final StringBinding chat;

    private record Question(ModelConfig shape, TrainingConfig config, Computation computation, int longestRow) {
        Answer answer() {
            return new Answer(this, CardFit.of(Setup.of(shape, config, computation), longestRow));
        }
    }

    private record Answer(Question question, List<CardFit> fits) {}

    CardsViewModel(InitAdapter start, ModelChoice model, MemoryNeed need, RowFacts data, ChangeWords words, Tasks tasks, Units units, Messages messages) {
        this.words = words;
        this.units = units;
        this.texts = messages.of(getClass());
        var searched = new Searched<Question, Answer>(tasks, () -> question(start, model, need, data), Question::answer, shown,
                model.factsProperty(), start.effectiveProperty(), need.deviceProperty(), data.longestProperty());
        rows = Bindings.createObjectBinding(() -> rows(searched.answerProperty().get()), searched.answerProperty());
        note = Bindings.createStringBinding(() -> note(searched.answerProperty().get()), searched.answerProperty());
        chat = Bindings.createStringBinding(() -> chat(searched.answerProperty().get()), searched.answerProperty());
    }

    private @Nullable Question question(InitAdapter start, ModelChoice model, MemoryNeed need, RowFacts data) {
        var facts = model.factsProperty().get();
        var device = need.deviceProperty().get();
        return !shown.get() || facts == null || device == null ? null
                : new Question(facts.shape(), start.effectiveProperty().get(), device.computation(), data.longestProperty().get());
    }

    private List<CardRow> rows(@Nullable Answer answer) {
        return answer == null ? List.of() : answer.fits().stream().map(fit -> row(fit)).toList();
    }

    private CardRow row(CardFit fit) {
        var remedy = fit.remedy();
        String change = remedy == null ? "" : remedy.enough() ? texts.get("fit.card.with", words.what(remedy), whole(remedy))
                : texts.get("fit.card.never", whole(remedy));
        String help = remedy == null ? texts.get("fit.cards.help") : remedy.enough() ? words.help(remedy) : texts.get("fit.never.help");
        return new CardRow(texts.get("fit.card", fit.card().gigabytes()), String.join(", ", fit.card().examples()), Memory.Fit.of(fit.verdict()), words.verdict(fit.verdict()), change, help);
    }

    /** On one line: the table's are narrow. */
    private String whole(Remedy remedy) {
        return units.bytes(remedy.after().totalBytes()).replace(' ', '\u00a0');
    }

    private String note(@Nullable Answer answer) {
        if (answer == null) {
            return "";
        }
        var least = answer.fits().getFirst().need();
        return least.keepingBytes() == 0 ? texts.get("fit.cards.note", units.bytes(least.totalBytes()))
                : texts.get("fit.cards.note.auto", units.bytes(least.totalBytes()), units.bytes(least.keepingBytes()));
    }

    private String chat(@Nullable Answer answer) {
        if (answer == null || answer.question().shape().classifies()) {
            return "";
        }
        var shape = answer.question().shape();
        int tokens = Math.min(TALK, shape.maxPositions());
        var memory = InferenceMemory.of(shape, tokens, answer.question().computation().stored());
        return texts.get("fit.chat", units.bytes(memory.totalBytes()), units.count(tokens), units.bytes(memory.cache()), units.bytes(memory.textbookBytes()));
    }

    /** Whether somebody looks. */
    public BooleanProperty shownProperty() {
        return shown;
    }

    /** From the smallest card to the largest; empty while model or machine are unknown, or nobody looks. */
    ObjectBinding<List<CardRow>> rowsProperty() {
        return rows;
    }

    /** What the run needs on a card. */
    StringBinding noteProperty() {
        return note;
    }

    /** Conversation and cache beside the textbook's rule; empty for a classifier. */
    StringBinding chatProperty() {
        return chat;
    }
}
