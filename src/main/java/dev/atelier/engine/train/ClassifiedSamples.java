package dev.atelier.engine.train;

import dev.atelier.domain.RunEvent;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.engine.data.DataRow;
import dev.atelier.engine.data.LabelledText;
import dev.atelier.engine.data.Shuffle;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A few validation rows, drawn by the run's seed, with the classes that are answered. */
final class ClassifiedSamples implements Samples {
    private final List<LabelledText> texts;
    private final List<int[]> ids;

    private ClassifiedSamples(List<LabelledText> texts, List<int[]> ids) {
        this.texts = texts;
        this.ids = ids;
    }

    static Samples of(List<DataRow> rows, Tokenizer tokenizer, CausalModel model, TrainingConfig config) {
        int longest = Math.min(config.maxLength(), model.config().maxPositions());
        var texts = Arrays.stream(Shuffle.order(rows.size(), config.seed())).mapToObj(i -> LabelledText.of(rows.get(i).row())).flatMap(Optional::stream).limit(config.samples()).toList();
        return texts.isEmpty() ? NONE : new ClassifiedSamples(texts, texts.stream().map(text -> tokenizer.encodeFramed(text.text(), longest).ids()).toList());
    }

    @Override
    public List<RunEvent.Sample> answers(int step, Trainable trained) {
        var out = new ArrayList<RunEvent.Sample>();
        var model = trained.model();
        try (var scope = model.torch().manager().newSubManager()) {
            var classes = model.likeliestClasses(ids, trained.trained(scope));
            for (int i = 0; i < texts.size(); i++) {
                out.add(new RunEvent.Sample(step, i, ValidationSamples.shown(texts.get(i).text()), texts.get(i).label(), model.config().labels().get(classes.get(i))));
            }
        }
        return out;
    }
}
