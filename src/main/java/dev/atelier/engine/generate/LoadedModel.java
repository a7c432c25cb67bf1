package dev.atelier.engine.generate;

import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.engine.FreeMemory;
import dev.atelier.engine.Shared;
import dev.atelier.engine.Torch;
import dev.atelier.engine.io.FileStamp;
import dev.atelier.engine.io.ModelSource;
import dev.atelier.engine.model.Adapters;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.peft.AdapterValues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A base model on a device, with the adapters that were asked for over it. Used on libtorch's thread alone. */
final class LoadedModel implements AutoCloseable {
    private static final int ADAPTERS_KEPT = 4;

    private final Torch torch;
    private final CausalModel model;
    private final Map<FileStamp, Shared<Adapters>> adapters = new LinkedHashMap<>(ADAPTERS_KEPT, 0.75f, true);

    private LoadedModel(Torch torch, CausalModel model) {
        this.torch = torch;
        this.model = model;
    }

    /** @param labels a classifier's classes where they are not the model's own; else none */
    static LoadedModel load(Path path, List<String> labels, TrainingConfig.Precision precision, String device) {
        var torch = Torch.open(device);
        try (var source = ModelSource.open(path)) {
            var shape = ModelConfig.of(source.config());
            return new LoadedModel(torch, CausalModel.load(torch, source, labels.isEmpty() ? shape : shape.withLabels(labels), ModelReference.chatting(torch, source, precision)));
        } catch (RuntimeException | Error e) {
            torch.close();
            throw e;
        }
    }

    CausalModel model() {
        return model;
    }

    /** The adapter as it lies in {@code path} now. */
    Shared.Lease<Adapters> adapter(Path path) throws IOException {
        var stamp = FileStamp.of(path);
        var shared = adapters.get(stamp);
        if (shared == null) {
            var scope = torch.manager().newSubManager();
            try {
                shared = new Shared<>(AdapterValues.load(path, model, scope), scope::close);
            } catch (RuntimeException | Error e) {
                scope.close();
                throw e;
            }
            adapters.put(stamp, shared);
            if (adapters.size() > ADAPTERS_KEPT) {
                var eldest = adapters.values().iterator();
                eldest.next().drop();
                eldest.remove();
            }
        }
        return shared.lease();
    }

    @Override
    public void close() {
        model.close();
        torch.close();
        FreeMemory.giveBack();
    }
}
