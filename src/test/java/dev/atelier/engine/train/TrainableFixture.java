package dev.atelier.engine.train;

import dev.atelier.domain.TrainingConfig;
import dev.atelier.engine.io.DType;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.peft.Adaptation;
import dev.atelier.engine.peft.AdapterValues;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.util.LinkedHashMap;
import java.util.Map;

/** Adapters that have not been trained yet. */
final class TrainableFixture {
    /** A run that fits everywhere. */
    static final PeakMemory LITTLE = (model, config, precision, gpu) -> 0;

    private TrainableFixture() {}

    static Trainable fresh(CausalModel model, TrainingConfig config) {
        var adaptation = Adaptation.of(model.config(), config);
        return Trainable.adapters(model, adaptation, AdapterValues.init(adaptation, model, config.seed()));
    }

    /** What is trained, by name, as it is written into files. */
    static Map<String, float[]> values(Trainable trainable) {
        var out = new LinkedHashMap<String, float[]>();
        for (var tensor : trainable.streamed(name -> DType.F32)) {
            var bytes = new ByteArrayOutputStream();
            try {
                tensor.body().write(Channels.newChannel(bytes));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            var values = new float[bytes.size() / Float.BYTES];
            ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
            out.put(tensor.name(), values);
        }
        return out;
    }
}
