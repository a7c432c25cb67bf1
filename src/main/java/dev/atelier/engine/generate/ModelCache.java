package dev.atelier.engine.generate;

import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.UserError;
import dev.atelier.engine.Shared;
import dev.atelier.engine.TorchThread;
import dev.atelier.engine.io.FileStamp;
import dev.atelier.engine.model.Adapters;
import dev.atelier.engine.model.CausalModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The base model asked for last, kept in memory with its adapters for the next question. It is let go of when another one is asked for, when nobody
 * asked for a while, and on {@link #release}; a user who still holds it keeps it until then.
 */
public final class ModelCache implements AutoCloseable {
    private final TorchThread thread = new TorchThread();
    private final Duration idle;
    private @Nullable Key key;
    private @Nullable Shared<LoadedModel> loaded;
    private long lastUse;
    private int loads;

    private record Key(FileStamp files, List<String> labels, TrainingConfig.Precision precision, String device) {}

    /** @param idle how long after its last use a model is let go of */
    public ModelCache(Duration idle) {
        this.idle = idle;
    }

    /** A model and an adapter (empty for none) that stay until this is closed; whatever touches them runs on {@link #thread}. */
    public final class Loan implements AutoCloseable {
        private final Shared.Lease<LoadedModel> base;
        private final Shared.@Nullable Lease<Adapters> adapter;

        private Loan(Shared.Lease<LoadedModel> base, Shared.@Nullable Lease<Adapters> adapter) {
            this.base = base;
            this.adapter = adapter;
        }

        CausalModel model() {
            return base.value().model();
        }

        Adapters adapters() {
            return adapter == null ? Adapters.NONE : adapter.value();
        }

        @Override
        public void close() {
            thread.call(() -> {
                if (adapter != null) {
                    adapter.close();
                }
                base.close();
                used();
                return true;
            });
        }
    }

    TorchThread thread() {
        return thread;
    }

    /** Loads what is not in memory; {@link UserError} for what cannot be loaded. */
    public Loan lend(ModelReference reference, TrainingConfig.Precision precision, String device) throws IOException {
        if (!Files.exists(reference.model())) {
            throw UserError.of("wanted a model folder or a GGUF file", "nothing at " + reference.model(), "check the path");
        }
        if (reference.adapter() != null && !Files.isDirectory(reference.adapter())) {
            throw UserError.of("wanted an adapter folder", "no folder " + reference.adapter(), "check the path");
        }
        var wanted = new Key(FileStamp.of(reference.model()), reference.classes(), precision, device);
        return thread.call(() -> {
            var base = base(wanted).lease();
            try {
                return new Loan(base, reference.adapter() == null ? null : base.value().adapter(reference.adapter()));
            } catch (IOException | RuntimeException | Error e) {
                base.close();
                used();
                throw e;
            }
        });
    }

    private Shared<LoadedModel> base(Key wanted) {
        if (loaded != null && wanted.equals(key)) {
            return loaded;
        }
        drop();
        Path path = wanted.files().path();
        var model = LoadedModel.load(path, wanted.labels(), wanted.precision(), wanted.device());
        loads++;
        var shared = new Shared<>(model, model::close);
        loaded = shared;
        key = wanted;
        return shared;
    }

    /** How often a base model was loaded so far: adapters over it come and go without. */
    public int loads() {
        return thread.call(() -> loads);
    }

    private void used() {
        lastUse = System.nanoTime();
        thread.later(idle, () -> {
            if (loaded != null && !loaded.inUse() && System.nanoTime() - lastUse >= idle.toNanos()) {
                drop();
            }
        });
    }

    private void drop() {
        if (loaded != null) {
            loaded.drop();
        }
        loaded = null;
        key = null;
    }

    /** Lets go of the model, now or as soon as its last user does. */
    public void release() {
        thread.call(() -> {
            drop();
            return true;
        });
    }

    @Override
    public void close() {
        release();
        thread.close();
    }
}
