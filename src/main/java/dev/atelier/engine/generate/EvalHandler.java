package dev.atelier.engine.generate;

import dev.atelier.domain.AtomicFile;
import dev.atelier.domain.ClassScores;
import dev.atelier.domain.Json;
import dev.atelier.domain.Progress;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunSpec;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.UserError;
import dev.atelier.engine.Torch;
import dev.atelier.engine.data.Row;
import dev.atelier.engine.generate.Questions.Question;
import dev.atelier.engine.io.ModelSource;
import dev.atelier.engine.model.Adapters;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.peft.AdapterValues;
import dev.atelier.engine.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Held-out rows answered greedily by the base model and by the tuned one, each answer judged by the row's check. */
public final class EvalHandler {
    private EvalHandler() {}

    /**
     * Shares of right answers, and the file that holds every answer.
     *
     * @param classes a classifier's answers, row by row of the confusion matrix
     */
    public record Result(double score, double baseScore, int rows, @Nullable ClassScores classes, Path examples) {}

    /** One row, as the examples file has it; its check where it is no class that is asked for. */
    public record Judged(String prompt, String expected, String answer, boolean right, String baseAnswer, boolean baseRight, @Nullable Map<String, Object> check) {}

    public static Result run(RunFolder run, TrainingConfig.Precision precision, String device, Progress progress) throws IOException {
        var spec = RunSpec.read(run);
        var tuned = ModelReference.of(run.root(), null);
        if (!Files.isRegularFile(run.heldout())) {
            throw UserError.of(run.root() + ": wanted held-out rows in heldout.jsonl", "none", "name them as \"heldout\" in project.json before training");
        }
        try (var torch = Torch.open(device); var tokenizer = Tokenizer.open(spec.model())) {
            if (!spec.labels().isEmpty()) {
                return ClassifierEval.run(run, spec, tuned, torch, tokenizer, precision, progress);
            }
            List<Question> questions = Questions.all(run.heldout(), tokenizer).stream().sorted(Comparator.comparingInt(q -> q.ids().length)).toList(); // rows of like length share a batch
            var base = new ModelReference(spec.model(), null);
            List<String> baseAnswers = answers(torch, tokenizer, base, precision, questions, "base", progress);
            List<String> answers = answers(torch, tokenizer, tuned, precision, questions, "tuned", progress);
            var judged = new ArrayList<Judged>();
            for (int i = 0; i < questions.size(); i++) {
                judged.add(judged(questions.get(i), answers.get(i), baseAnswers.get(i)));
            }
            return result(run, judged, null);
        }
    }

    /** Writes every answer beside the run and counts the right ones. */
    static Result result(RunFolder run, List<Judged> judged, @Nullable ClassScores classes) throws IOException {
        Path file = run.root().resolve("eval.jsonl");
        var lines = new StringBuilder();
        judged.forEach(j -> lines.append(Json.snakeLine(j)).append('\n'));
        AtomicFile.write(file, lines.toString());
        double rows = judged.size();
        return new Result(judged.stream().filter(Judged::right).count() / rows, judged.stream().filter(Judged::baseRight).count() / rows, judged.size(), classes, file);
    }

    private static List<String> answers(Torch torch, Tokenizer tokenizer, ModelReference reference, TrainingConfig.Precision precision, List<Question> questions,
            String name, Progress progress) {
        var out = new ArrayList<String>();
        try (var source = ModelSource.open(reference.model()); var model = CausalModel.load(torch, source, ModelReference.precision(torch, source, precision));
                var scope = torch.manager().newSubManager()) {
            Adapters adapters = reference.adapter() == null ? Adapters.NONE : AdapterValues.load(reference.adapter(), model, scope);
            for (int i = 0; i < questions.size(); i += Questions.BATCH) {
                progress.at("answering, " + name + " model", i, questions.size());
                out.addAll(Questions.answers(model, adapters, tokenizer, questions.subList(i, Math.min(questions.size(), i + Questions.BATCH)), progress));
            }
            progress.at("answering, " + name + " model", questions.size(), questions.size());
        }
        return out;
    }

    private static Judged judged(Question q, String answer, String baseAnswer) {
        String prompt = q.row().row() instanceof Row.Conversation c ? c.prompt().messages().getLast().content() : "";
        String expected = q.row().row() instanceof Row.Conversation c ? c.answer() : "";
        return new Judged(prompt, expected, answer, q.check().judge(answer), baseAnswer, q.check().judge(baseAnswer), q.check().json());
    }
}
