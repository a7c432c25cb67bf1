package dev.atelier.view.fit;

import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.memory.Largest;
import dev.atelier.memory.Proposals;
import dev.atelier.memory.Setup;
import dev.atelier.memory.Verdict;
import dev.atelier.ui.Messages;
import dev.atelier.ui.Tasks;
import dev.atelier.view.chart.Units;
import dev.atelier.view.project.Config;
import dev.atelier.view.project.InitAdapter;
import dev.atelier.view.project.MemoryNeed;
import dev.atelier.view.project.ModelChoice;
import dev.atelier.view.project.RowFacts;
import dev.atelier.view.project.RunDevice;
import java.util.ArrayList;
import java.util.Map;
import java.util.stream.IntStream;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.ObjectBinding;
import org.jspecify.annotations.Nullable;

/** Where the next run does not fit, the cheapest change with which it does; where it fits, how far settings can go. */
public final class AdviceViewModel {
    private static final int MOST_ROWS = 256;
    private final Config config;
    private final InitAdapter start;
    private final ModelChoice model;
    private final MemoryNeed need;
    private final RowFacts rows;
    private final ChangeWords words;
    private final Units units;
    private final Messages.Texts texts;
    private final ObjectBinding<@Nullable Advice> advice;

    /** @param longestRow in tokens; 0 while not all rows are counted */
    private record Question(ModelConfig shape, TrainingConfig config, RunDevice device, int longestRow) {
        Answer answer() {
            return new Answer(this, Proposals.of(Setup.of(shape, config, device.computation()), device.availableBytes(), longestRow));
        }
    }

    private record Answer(Question question, Proposals found) {}

    AdviceViewModel(Config config, InitAdapter start, ModelChoice model, MemoryNeed need, RowFacts rows, ChangeWords words, Tasks tasks, Units units, Messages messages) {
        this.config = config;
        this.start = start;
        this.model = model;
        this.need = need;
        this.rows = rows;
        this.words = words;
        this.units = units;
        this.texts = messages.of(getClass());
        var searched = new Searched<>(tasks, this::question, Question::answer, model.factsProperty(),
                start.effectiveProperty(), need.deviceProperty(), rows.longestProperty());
        advice = Bindings.createObjectBinding(() -> searched.answerProperty().get() == null ? null : told(searched.answerProperty().get()), searched.answerProperty());
    }

    private @Nullable Question question() {
        var facts = model.factsProperty().get();
        var device = need.deviceProperty().get();
        return facts == null || device == null ? null
                : new Question(facts.shape(), start.effectiveProperty().get(), device, rows.longestProperty().get());
    }

    private Advice told(Answer answer) {
        var found = answer.found();
        var device = answer.question().device();
        if (device.missing()) {
            return new Advice(Verdict.OVER, texts.get("fit.missing", device.name()), texts.get("fit.missing.action"), texts.get("fit.missing.help"), Map.of("device", "auto"));
        }
        var now = answer.question().config();
        var remedy = found.remedy();
        if (remedy != null) {
            return new Advice(found.verdict(), words.line(remedy, found.availableBytes()), remedy.enough() ? texts.get("fit.apply") : "", remedy.enough() ? words.help(remedy) : texts.get("fit.never.help"),
                    remedy.enough() ? remedy.settings() : Map.of());
        }
        if (found.verdict() == Verdict.TIGHT) {
            return new Advice(Verdict.TIGHT, texts.get("fit.tight"), "", texts.get("fit.tight.help"), Map.of());
        }
        int rows = whole(now, found.largest().microBatch());
        boolean more = rows > now.microBatch();
        return new Advice(Verdict.FITS, largest(found.largest()), more ? texts.get("fit.use", rows) : "", texts.get("fit.largest.help") + (more ? "\n" + texts.get("fit.use.help") : ""),
                more ? Map.of("micro_batch", Integer.toString(rows), "accumulation", Integer.toString(now.microBatch() * now.accumulation() / rows)) : Map.of());
    }

    /** The most rows at once, up to {@code most}, that make steps as large as they are now. */
    private static int whole(TrainingConfig now, int most) {
        int step = now.microBatch() * now.accumulation();
        return IntStream.iterate(Math.min(step, most), size -> size > 1, size -> size - 1).filter(size -> step % size == 0).findFirst().orElse(1);
    }

    private String largest(Largest largest) {
        var out = new ArrayList<String>();
        out.add(texts.get(largest.microBatch() == MOST_ROWS ? "fit.largest.rows.most" : "fit.largest.rows", units.count(largest.microBatch())));
        out.add(texts.get("fit.largest.length", units.count(largest.maxLength())));
        if (largest.rank() > 0) {
            out.add(texts.get("fit.largest.rank", largest.rank()));
        }
        return texts.get("fit.largest", String.join(texts.get("fit.and"), out));
    }

    /** Null while it is unknown. */
    ObjectBinding<@Nullable Advice> adviceProperty() {
        return advice;
    }

    /** Does what is proposed; can be undone. */
    void apply() {
        Advice now = advice.get();
        if (now != null && !now.settings().isEmpty()) {
            config.change(texts.get("fit.undo"), now.settings());
        }
    }
}
