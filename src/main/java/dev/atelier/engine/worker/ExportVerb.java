package dev.atelier.engine.worker;

import dev.atelier.domain.TrainingConfig.Precision;
import dev.atelier.domain.work.WorkRequest.Export;
import dev.atelier.domain.work.WorkRequest.Exported;
import dev.atelier.domain.work.WorkRequest.Rounding;
import dev.atelier.engine.export.ExportFormat;
import dev.atelier.engine.export.ExportHandler;
import java.io.IOException;

/** Writes a file or folder that other programs open. */
final class ExportVerb {
    private ExportVerb() {}

    static Exported answer(Export request, Asker asker) throws IOException {
        var format = ExportFormat.named(request.format());
        var rounding = format == ExportFormat.GGUF ? request.rounding() : Rounding.NONE;
        var quantization = Roundings.of(request.source(), request.adapter(), SizeVerb.mix(format, request.quant()), rounding, asker);
        var wanted = new ExportHandler.Request(request.source(), request.adapter(), format, quantization, request.out(), Precision.AUTO, "auto", request.check(),
                request.split() > 0 ? request.split() : Long.MAX_VALUE);
        var outcome = ExportHandler.run(wanted, asker);
        var check = outcome.check();
        return new Exported(outcome.file(), outcome.bytes(), outcome.seconds(), check == null ? null : check.maxLogitDifference(), check == null ? null : check.relative(),
                outcome.warnings(), outcome.use());
    }
}
