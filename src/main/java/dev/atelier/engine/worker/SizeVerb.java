package dev.atelier.engine.worker;

import dev.atelier.domain.work.WorkRequest.ExportSize;
import dev.atelier.domain.work.WorkRequest.Size;
import dev.atelier.engine.export.ExportFormat;
import dev.atelier.engine.export.ExportHandler;
import dev.atelier.engine.quant.Mix;
import dev.atelier.engine.quant.Quantization;
import java.io.IOException;

/** How large an export will be. */
final class SizeVerb {
    private SizeVerb() {}

    static Size answer(ExportSize request) throws IOException {
        var format = ExportFormat.named(request.format());
        var quantization = new Quantization(mix(format, request.quant()), Roundings.overrides(request.overrides()), null);
        int files = format == ExportFormat.GGUF && request.split() > 0 ? ExportHandler.files(request.source(), request.adapter(), quantization, request.split()) : 1;
        return new Size(ExportHandler.size(request.source(), request.adapter(), format, quantization), files);
    }

    /** What the numbers of a file become; it counts for GGUF alone. */
    static Mix mix(ExportFormat format, String quant) {
        return format == ExportFormat.GGUF ? Mix.named(quant) : Mix.F16;
    }
}
