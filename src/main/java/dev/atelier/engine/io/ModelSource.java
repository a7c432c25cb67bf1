package dev.atelier.engine.io;

import dev.atelier.domain.UserError;
import dev.atelier.engine.io.gguf.GgufModel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A base model that lies on disk, open: a Hugging Face folder or a GGUF file. */
public interface ModelSource extends TensorSource, AutoCloseable {

    /** Opens and checks whichever {@code path} is; {@link UserError} where it is neither. */
    static ModelSource open(Path path) {
        return Files.isRegularFile(path) ? GgufModel.open(path) : ModelFolder.open(path);
    }

    /** Whether a folder or a file of that name may be a model: the cheap question, by what is there and not what is in it. */
    static boolean isOne(Path path) {
        return Files.isRegularFile(path) ? path.toString().endsWith(".gguf") : Files.isRegularFile(path.resolve("config.json"));
    }

    /** The folder or file. */
    Path path();

    /** The type that tensor is stored in; float32 for one stored in blocks. */
    DType dtype(String name);

    /** Whether any matrix is stored in float32. */
    boolean hasFloat32();

    @Override
    void close();
}
