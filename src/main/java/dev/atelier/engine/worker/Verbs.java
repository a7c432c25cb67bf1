package dev.atelier.engine.worker;

import dev.atelier.domain.work.WorkRequest;
import dev.atelier.engine.generate.ModelCache;
import dev.atelier.engine.text.Tokenizers;
import java.time.Duration;

/** Who answers which question: a new one is a line here. */
final class Verbs implements AutoCloseable {
    private static final Duration IDLE = Duration.ofMinutes(10);
    private final ModelCache models = new ModelCache(IDLE);
    private final Tokenizers tokenizers = new Tokenizers();

    /** {@link java.util.concurrent.CancellationException} if the asker lost interest; {@link dev.atelier.domain.UserError} for what the user can mend. */
    Object answer(WorkRequest<?> request, Asker asker) throws Exception {
        return switch (request) {
            case WorkRequest.DescribeMachine _ -> MachineVerb.answer();
            case WorkRequest.Inspect r -> InspectVerb.answer(r, asker);
            case WorkRequest.ReadRows r -> RowsVerb.answer(r, asker);
            case WorkRequest.CountTokens r -> TokensVerb.answer(r, tokenizers, asker);
            case WorkRequest.PreviewRow r -> PreviewVerb.answer(r, tokenizers);
            case WorkRequest.PrepareRun r -> PrepareVerb.answer(r, asker);
            case WorkRequest.Chat r -> ChatVerb.answer(r, models, tokenizers, asker);
            case WorkRequest.ExportSize r -> SizeVerb.answer(r);
            case WorkRequest.Export r -> ExportVerb.answer(r, asker);
            case WorkRequest.Quality r -> QualityVerb.answer(r, asker);
            case WorkRequest.Release _ -> ReleaseVerb.answer(models);
        };
    }

    @Override
    public void close() {
        models.close();
        tokenizers.close();
    }
}
