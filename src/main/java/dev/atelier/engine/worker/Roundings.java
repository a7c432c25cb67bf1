package dev.atelier.engine.worker;

import dev.atelier.domain.Progress;
import dev.atelier.domain.TrainingConfig.Precision;
import dev.atelier.domain.work.WorkRequest.Rounding;
import dev.atelier.engine.export.ExportSource;
import dev.atelier.engine.export.ImportanceFile;
import dev.atelier.engine.export.ImportanceGathering;
import dev.atelier.engine.quant.Importance;
import dev.atelier.engine.quant.Mix;
import dev.atelier.engine.quant.Quantization;
import dev.atelier.engine.quant.TypeOverride;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The engine's quantizations from what the window asks for. */
final class Roundings {
    /** Rows that an importance is gathered from: more change little. */
    private static final int ROWS = 256;

    private Roundings() {}

    /** Gathers or reads an importance where one is wanted. */
    static Quantization of(Path source, @Nullable Path adapter, Mix mix, Rounding wanted, Progress progress) throws IOException {
        return new Quantization(mix, overrides(wanted.overrides()), importance(source, adapter, wanted, progress));
    }

    static List<TypeOverride> overrides(List<String> texts) {
        return texts.stream().map(TypeOverride::parse).toList();
    }

    private static @Nullable Importance importance(Path source, @Nullable Path adapter, Rounding wanted, Progress progress) throws IOException {
        if (wanted.imatrix() != null) {
            return ImportanceFile.read(wanted.imatrix());
        }
        return wanted.rows() == null ? null : ImportanceGathering.run(ExportSource.of(source, adapter), wanted.rows(), ROWS, Precision.AUTO, "auto", progress).importance();
    }
}
