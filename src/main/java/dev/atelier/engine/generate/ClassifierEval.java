package dev.atelier.engine.generate;

import dev.atelier.domain.ClassScores;
import dev.atelier.domain.Progress;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunSpec;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.engine.Torch;
import dev.atelier.engine.data.ClassLabels;
import dev.atelier.engine.data.DataRow;
import dev.atelier.engine.data.Dataset;
import dev.atelier.engine.data.LabelledExample;
import dev.atelier.engine.data.LabelledExamples;
import dev.atelier.engine.data.LabelledText;
import dev.atelier.engine.io.ModelSource;
import dev.atelier.engine.model.Adapters;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.peft.AdapterValues;
import dev.atelier.engine.text.Tokenizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Held-out rows classified by the tuned model, and by the base model with its own head, or an untrained one where it has none for these classes. */
final class ClassifierEval {
    private static final int BATCH = 32;

    private ClassifierEval() {}

    static EvalHandler.Result run(RunFolder run, RunSpec spec, ModelReference tuned, Torch torch, Tokenizer tokenizer, TrainingConfig.Precision precision, Progress progress)
            throws IOException {
        var rows = Dataset.load(run.heldout(), false, progress).rows();
        var labels = new ClassLabels(spec.labels());
        ModelConfig shape = shape(spec);
        int longest = Math.min(spec.settings().maxLength(), shape.maxPositions());
        var examples = LabelledExamples.of(run.heldout(), rows, tokenizer, labels, longest, false, progress).examples();
        List<Integer> base = answers(torch, new ModelReference(spec.model(), null), shape, precision, examples, "base", progress);
        List<Integer> answers = answers(torch, tuned, shape, precision, examples, "tuned", progress);
        List<Integer> right = examples.stream().map(LabelledExample::label).toList();
        var judged = new ArrayList<EvalHandler.Judged>();
        for (int i = 0; i < examples.size(); i++) {
            judged.add(judged(rows.get(i), spec.labels(), right.get(i), answers.get(i), base.get(i)));
        }
        return EvalHandler.result(run, judged, ClassScores.of(spec.labels(), right, answers));
    }

    private static ModelConfig shape(RunSpec spec) {
        try (var source = ModelSource.open(spec.model())) {
            return ModelConfig.of(source.config()).withLabels(spec.labels());
        }
    }

    private static EvalHandler.Judged judged(DataRow row, List<String> names, int right, int answer, int baseAnswer) {
        String text = LabelledText.of(row.row()).map(LabelledText::text).orElse("");
        return new EvalHandler.Judged(text, names.get(right), names.get(answer), answer == right, names.get(baseAnswer), baseAnswer == right, null);
    }

    private static List<Integer> answers(Torch torch, ModelReference reference, ModelConfig shape, TrainingConfig.Precision precision, List<LabelledExample> examples, String name,
            Progress progress) {
        var out = new ArrayList<Integer>();
        try (var source = ModelSource.open(reference.model()); var model = CausalModel.load(torch, source, shape, ModelReference.precision(torch, source, precision));
                var scope = torch.manager().newSubManager()) {
            Adapters adapters = reference.adapter() == null ? Adapters.NONE : AdapterValues.load(reference.adapter(), model, scope);
            for (int i = 0; i < examples.size(); i += BATCH) {
                progress.at("classifying, " + name + " model", i, examples.size());
                if (progress.cancelled()) {
                    throw new CancellationException();
                }
                out.addAll(model.likeliestClasses(examples.subList(i, Math.min(examples.size(), i + BATCH)).stream().map(LabelledExample::ids).toList(), adapters));
            }
            progress.at("classifying, " + name + " model", examples.size(), examples.size());
        }
        return out;
    }
}
