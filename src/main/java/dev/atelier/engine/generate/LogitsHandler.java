package dev.atelier.engine.generate;

import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.UserError;
import dev.atelier.engine.Torch;
import dev.atelier.engine.io.ModelSource;
import dev.atelier.engine.model.Adapters;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.peft.AdapterValues;
import java.util.Arrays;
import java.util.Map;

/** The logits of every position of one sequence of token ids. */
public final class LogitsHandler {
    private LogitsHandler() {}

    /** positions x vocabulary, float32; of a classifier one row of scores. */
    public record Result(float[][] logits) {}

    public static Result run(ModelReference reference, int[] ids, TrainingConfig.Precision precision, String device) {
        try (var torch = Torch.open(device); var source = ModelSource.open(reference.model());
                var model = CausalModel.load(torch, source, reference.shape(source), ModelReference.precision(torch, source, precision)); var scope = torch.manager().newSubManager()) {
            int vocabulary = model.config().vocabSize();
            if (ids.length == 0 || Arrays.stream(ids).anyMatch(id -> id < 0 || id >= vocabulary)) {
                throw UserError.of("ids: wanted token ids from 0 to " + (vocabulary - 1), Arrays.toString(ids), "correct them");
            }
            Adapters adapters = reference.adapter() == null ? Adapters.NONE : AdapterValues.load(reference.adapter(), model, scope);
            float[] flat = model.logits(scope, new int[][] {ids}, adapters).toFloatArray();
            int width = model.config().outputs();
            var rows = new float[flat.length / width][];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
            }
            return new Result(rows);
        }
    }
}
