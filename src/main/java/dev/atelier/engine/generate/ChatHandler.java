package dev.atelier.engine.generate;

import dev.atelier.domain.TrainingConfig;
import dev.atelier.engine.Torch;
import dev.atelier.engine.data.ExampleBuilder;
import dev.atelier.engine.io.ModelFolder;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.peft.ImportedAdapter;
import dev.atelier.engine.text.IncrementalDecoder;
import dev.atelier.engine.text.Message;
import dev.atelier.engine.text.Tokenizer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One answer of a model, streamed. */
public final class ChatHandler {
    private ChatHandler() {}

    /** The answer, its ids and the speed at which they came after the prompt was read. */
    public record Result(String text, List<Integer> ids, double tokensPerS) {}

    /** Answers a prompt through the model's chat template; {@code stream} hears the text as it grows. */
    public static Result prompt(ModelReference reference, String prompt, Sampling sampling, TrainingConfig.Precision precision, String device, Consumer<String> stream, BooleanSupplier cancelled) {
        try (var tokenizer = Tokenizer.open(reference.model())) {
            int[] ids = new ExampleBuilder(tokenizer, 0, Integer.MAX_VALUE).promptIds(List.of(new Message("user", prompt)));
            return run(reference, ids, tokenizer.eosIds(), tokenizer, sampling, precision, device, stream, cancelled);
        }
    }

    /** Writes on from ids; no tokenizer is needed, and only {@code stop} ends the answer early. */
    public static Result ids(ModelReference reference, int[] ids, Set<Integer> stop, Sampling sampling, TrainingConfig.Precision precision, String device, BooleanSupplier cancelled) {
        return run(reference, ids, stop, null, sampling, precision, device, text -> {}, cancelled);
    }

    private static Result run(ModelReference reference, int[] ids, Set<Integer> stop, @Nullable Tokenizer tokenizer, Sampling sampling, TrainingConfig.Precision precision, String device,
            Consumer<String> stream, BooleanSupplier cancelled) {
        try (var torch = Torch.open(device); var folder = ModelFolder.open(reference.model());
                var model = CausalModel.load(torch, folder, ModelReference.precision(torch, folder, precision)); var scope = torch.manager().newSubManager()) {
            var adapters = reference.adapter() == null ? Map.<String, dev.atelier.engine.model.Adapted>of() : ImportedAdapter.load(reference.adapter(), model, scope);
            var decoder = tokenizer == null ? null : new IncrementalDecoder(tokenizer, true);
            var text = new StringBuilder();
            var first = new long[1];
            var out = new Generator(model, adapters, stop, cancelled).generate(List.of(ids), sampling, (b, id) -> {
                first[0] = first[0] == 0 ? System.nanoTime() : first[0];
                if (decoder != null) {
                    emit(decoder.add(id), text, stream);
                }
            }).getFirst();
            double seconds = (System.nanoTime() - first[0]) / 1e9;
            if (decoder != null) {
                emit(decoder.finish(), text, stream);
            }
            return new Result(text.toString(), out, out.size() < 2 ? 0 : (out.size() - 1) / seconds);
        }
    }

    private static void emit(String piece, StringBuilder text, Consumer<String> stream) {
        text.append(piece);
        stream.accept(piece);
    }
}
