package dev.atelier.engine.worker;

import dev.atelier.domain.TrainingConfig.Precision;
import dev.atelier.domain.work.WorkPart.Measured;
import dev.atelier.domain.work.WorkRequest.Judged;
import dev.atelier.domain.work.WorkRequest.Quality;
import dev.atelier.engine.export.QualityHandler;
import dev.atelier.engine.quant.Mix;
import dev.atelier.engine.quant.Quantization;
import java.io.IOException;

/** What each quantization makes of a model. */
final class QualityVerb {
    /** Rows that are read: enough for thousands of tokens. */
    private static final int ROWS = 200;

    private QualityVerb() {}

    static Judged answer(Quality request, Asker asker) throws IOException {
        var first = Roundings.of(request.source(), request.adapter(), Mix.F16, request.rounding(), asker);
        var quantizations = request.types().stream().map(type -> new Quantization(Mix.named(type), first.overrides(), first.importance())).toList();
        var wanted = new QualityHandler.Request(request.source(), request.adapter(), null, ROWS, null, quantizations, 0, Precision.AUTO, "auto");
        var outcome = QualityHandler.run(wanted, asker, one -> asker.part(measured(one)));
        return new Judged(measured(outcome.reference()), outcome.types().stream().map(QualityVerb::measured).toList(), outcome.rows(), outcome.positions(), outcome.asked(), outcome.judgeable(),
                outcome.recommended());
    }

    private static Measured measured(QualityHandler.Quality q) {
        return new Measured(q.type(), q.bytes(), q.bitsPerWeight(), q.ram(), q.ramPerToken(), q.perplexity(), q.divergence(), q.error(), q.sameTop(), q.score());
    }
}
