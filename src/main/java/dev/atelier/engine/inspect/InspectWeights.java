package dev.atelier.engine.inspect;

import dev.atelier.domain.UserError;
import dev.atelier.engine.io.PeftFolder;
import dev.atelier.engine.io.Safetensors;
import dev.atelier.engine.text.TokenizerFacts;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Adapters, files of tensors and tokenizers, from their headers. */
final class InspectWeights {
    private InspectWeights() {}

    static Inspection adapter(Path path) {
        var problems = new Problems();
        var c = PeftFolder.config(path);
        try (var folder = problems.look(() -> PeftFolder.open(path))) {
            return new Inspection.Adapter(path, c.r(), c.loraAlpha(), c.loraDropout(), c.useRslora(), c.useDora(), c.targetModules(), folder == null ? 0 : folder.modules().size(), folder == null ? List.of() : List.copyOf(folder.modules().keySet()),
                    c.rankPattern(),
                    c.alphaPattern(), folder == null ? 0 : folder.saved().size(), savedModules(folder), c.baseModelNameOrPath(), isFolder(c.baseModelNameOrPath()), weights(path, folder), Licence.find(path), problems.lines());
        }
    }

    /** Those whose matrix it brings along. */
    private static List<String> savedModules(@Nullable PeftFolder folder) {
        return folder == null ? List.of() : folder.saved().keySet().stream().filter(name -> name.endsWith(".weight")).map(name -> name.substring(0, name.lastIndexOf('.'))).toList();
    }

    /** Of the file even if it is not the adapter that the configuration says. */
    private static @Nullable WeightFacts weights(Path path, @Nullable PeftFolder folder) {
        if (folder != null) {
            return WeightFacts.of(folder.tensors().tensors().values());
        }
        try (var tensors = Safetensors.open(path.resolve(PeftFolder.WEIGHTS))) {
            return WeightFacts.of(tensors.tensors().values());
        } catch (UserError e) {
            return null; // said already
        }
    }

    private static boolean isFolder(@Nullable String base) {
        try {
            return base != null && Files.isDirectory(Path.of(base));
        } catch (InvalidPathException e) {
            return false; // a name on a hub, or another system's path
        }
    }

    static Inspection safetensors(Path file) {
        try (var tensors = Safetensors.open(file)) {
            return new Inspection.Tensors(file, WeightFacts.of(tensors.tensors().values()), tensors.metadata());
        }
    }

    static Inspection tokenizer(Path path, Path folder) {
        var facts = TokenizerFacts.read(folder);
        if (facts == null) {
            throw UserError.of(folder + ": wanted tokenizer.json", "none", "check the path");
        }
        return new Inspection.Tokens(path, facts);
    }
}
