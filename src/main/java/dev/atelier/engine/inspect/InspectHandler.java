package dev.atelier.engine.inspect;

import dev.atelier.domain.Progress;
import dev.atelier.domain.ProjectSpec;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.PeftFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** {@code inspect}: recognises a file or folder and says what is in it. */
public final class InspectHandler {
    private static final List<String> PICKLES = List.of(".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle");

    /** Of a model in one file or several. */
    private static final Pattern WEIGHTS = Pattern.compile("model(-\\d+-of-\\d+)?\\.safetensors(\\.index\\.json)?");

    private InspectHandler() {}

    /** {@link UserError} for what cannot be told, and for pickles, which are not opened. */
    public static Inspection run(Path path, Progress progress) throws IOException {
        Path absolute = path.toAbsolutePath().normalize();
        if (Files.isDirectory(path)) {
            return folder(absolute, progress);
        }
        if (!Files.isRegularFile(path)) {
            throw UserError.of("wanted a file or folder to look into", "nothing at " + path, "check the path");
        }
        return file(absolute, progress);
    }

    private static Inspection folder(Path folder, Progress progress) throws IOException {
        if (new RunFolder(folder).exists()) {
            return InspectWork.run(new RunFolder(folder));
        } else if (Files.isRegularFile(folder.resolve(ProjectSpec.FILE))) {
            return InspectWork.project(folder, progress);
        } else if (PeftFolder.isOne(folder)) {
            return InspectWeights.adapter(folder);
        }
        try (var files = Files.list(folder)) {
            List<String> names = files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
            List<String> ggufs = names.stream().filter(name -> name.toLowerCase(Locale.ROOT).endsWith(".gguf")).toList();
            if (names.contains("config.json") && ggufs.isEmpty() || names.stream().anyMatch(name -> WEIGHTS.matcher(name).matches())) {
                return InspectModel.of(folder);
            } else if (ggufs.size() == 1) {
                return InspectGguf.of(folder.resolve(ggufs.getFirst()));
            } else if (names.contains("tokenizer.json") || names.contains("tokenizer.model")) {
                return InspectWeights.tokenizer(folder, folder);
            }
            names.stream().filter(InspectHandler::isPickle).findFirst().ifPresent(name -> {
                throw pickle(folder.resolve(name));
            });
            throw UserError.of(folder + ": wanted a run, a project, a model, an adapter or a tokenizer",
                    names.isEmpty() ? "an empty folder" : String.join(", ", names.subList(0, Math.min(5, names.size()))), "name the folder itself, or one of its files");
        }
    }

    private static Inspection file(Path file, Progress progress) throws IOException {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        byte[] start;
        try (var in = Files.newInputStream(file)) {
            start = in.readNBytes(16);
        }
        if (isPickle(name) || startsLikePickle(start)) {
            throw pickle(file);
        } else if (name.endsWith(".gguf") || new String(start, StandardCharsets.ISO_8859_1).startsWith("GGUF")) {
            return InspectGguf.of(file);
        } else if (name.endsWith(".safetensors")) {
            return InspectWeights.safetensors(file);
        }
        Path folder = file.resolveSibling(".").normalize();
        return switch (name) {
            case "tokenizer.json", "tokenizer_config.json", "tokenizer.model" -> InspectWeights.tokenizer(file, folder);
            case "run.json" -> InspectWork.run(new RunFolder(folder));
            case "project.json" -> InspectWork.project(folder, progress);
            case "adapter_config.json" -> InspectWeights.adapter(folder);
            case "config.json", "model.safetensors.index.json" -> InspectModel.of(folder);
            default -> rows(file, progress);
        };
    }

    private static Inspection rows(Path file, Progress progress) throws IOException {
        var data = InspectWork.data(file, progress);
        if (data.rows() == 0) {
            throw UserError.of(file + ": wanted a model, an adapter, a GGUF file, a tokenizer or rows", data.bad() == 0 ? "an empty file" : "line " + data.findings().getFirst().line() + ": "
                    + data.findings().getFirst().reason(), "check the path");
        }
        return data;
    }

    private static boolean isPickle(String name) {
        return PICKLES.stream().anyMatch(name::endsWith);
    }

    /** Pickle protocol 2 and later, or the zip torch.save makes. */
    private static boolean startsLikePickle(byte[] start) {
        return start.length > 2 && (start[0] == (byte) 0x80 && start[1] >= 2 && start[1] <= 5 || start[0] == 'P' && start[1] == 'K');
    }

    private static UserError pickle(Path file) {
        return UserError.of("wanted safetensors, GGUF, JSON or a folder of them", file + ", a Python pickle or an archive of one, which can run code when it is read",
                "fetch the safetensors files instead");
    }
}
