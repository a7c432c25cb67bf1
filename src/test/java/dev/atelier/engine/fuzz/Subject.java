package dev.atelier.engine.fuzz;

import dev.atelier.domain.Progress;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.engine.inspect.InspectHandler;
import dev.atelier.engine.io.ModelFolder;
import dev.atelier.engine.io.PeftFolder;
import dev.atelier.engine.io.TensorSource;
import dev.atelier.engine.io.gguf.GgufModel;
import dev.atelier.engine.io.gguf.GgufReader;
import dev.atelier.engine.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** A kind of file to mutate: what stands around it, and what opens it. A new kind is a line here. */
enum Subject {
    SAFETENSORS("model.safetensors", Seeds::model, Inside.HEADER, Subject::inspect, Subject::model),
    SHARD(Seeds.SHARD, Seeds::shards, Inside.HEADER, Subject::inspect, Subject::model),
    INDEX(Seeds.INDEX, Seeds::shards, Inside.JSON, Subject::inspect, Subject::model),
    CONFIG("config.json", Seeds::model, Inside.JSON, Subject::inspect, Subject::model, Subject::tokenizer),
    GGUF(Seeds.GGUF, Seeds::gguf, Inside.GGUF, Subject::inspectGguf, Subject::gguf, Subject::ggufTokenizer),
    ADAPTER("adapter/" + PeftFolder.WEIGHTS, Seeds::adapter, Inside.HEADER, Subject::inspectAdapter, Subject::adapter),
    ADAPTER_CONFIG("adapter/" + PeftFolder.CONFIG, Seeds::adapter, Inside.JSON, Subject::inspectAdapter, Subject::adapter),
    TOKENIZER("tokenizer.json", Seeds::model, Inside.JSON, Subject::inspect, Subject::tokenizer),
    TOKENIZER_CONFIG("tokenizer_config.json", Seeds::model, Inside.JSON, Subject::inspect, Subject::tokenizer);

    /** What can be changed without breaking the form: JSON, JSON after its length, keys and tensors. */
    enum Inside { JSON, HEADER, GGUF, NOTHING }

    /** Makes the files in an empty folder. */
    interface Maker {
        void make(Path folder) throws IOException;
    }

    /** A public way to open, as the commands use it. */
    interface Opener {
        void open(Path folder) throws IOException;
    }

    private final String file;
    private final Maker maker;
    private final Inside inside;
    private final List<Opener> openers;

    Subject(String file, Maker maker, Inside inside, Opener... openers) {
        this.file = file;
        this.maker = maker;
        this.inside = inside;
        this.openers = List.of(openers);
    }

    /** The file to mutate, below the folder. */
    String file() {
        return file;
    }

    Inside inside() {
        return inside;
    }

    List<Opener> openers() {
        return openers;
    }

    void make(Path folder) throws IOException {
        maker.make(folder);
    }

    private static void inspect(Path folder) throws IOException {
        InspectHandler.run(folder, Progress.NONE);
    }

    private static void inspectGguf(Path folder) throws IOException {
        InspectHandler.run(folder.resolve(Seeds.GGUF), Progress.NONE);
    }

    private static void inspectAdapter(Path folder) throws IOException {
        InspectHandler.run(folder.resolve("adapter"), Progress.NONE);
    }

    private static void model(Path folder) {
        try (var model = ModelFolder.open(folder)) {
            touch(model);
        }
    }

    private static void gguf(Path folder) {
        Path file = folder.resolve(Seeds.GGUF);
        try (var reader = GgufReader.open(file)) {
            reader.tensors().keySet().forEach(reader::data);
        }
        try (var model = GgufModel.open(file)) {
            touch(model);
        }
    }

    /** What loading does before libtorch: the shape by the configuration, then each tensor by name; here its first and last value only. */
    private static void touch(TensorSource model) {
        for (var spec : ModelConfig.of(model.config()).tensors()) {
            long count = TensorSource.elements(model.shape(spec.name()));
            if (count > 0) {
                model.read(spec.name(), 0, new float[1], 0, 1);
                model.read(spec.name(), count - 1, new float[1], 0, 1);
            }
        }
    }

    private static void adapter(Path folder) {
        try (var adapter = PeftFolder.open(folder.resolve("adapter"))) {
            adapter.modules().values().forEach(lora -> adapter.tensors().floats(lora.a()));
        }
    }

    private static void tokenizer(Path folder) {
        use(folder, Function.identity());
    }

    private static void ggufTokenizer(Path folder) {
        use(folder, f -> f.resolve(Seeds.GGUF));
    }

    private static void use(Path folder, Function<Path, Path> where) {
        try (var tokenizer = Tokenizer.open(where.apply(folder))) {
            var encoded = tokenizer.encodeWithOffsets("Hello 123, the <|im_end|> cœur \uD83D\uDE00\n  ends.");
            tokenizer.decode(encoded.ids());
        }
    }
}
