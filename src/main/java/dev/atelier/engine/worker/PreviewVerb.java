package dev.atelier.engine.worker;

import dev.atelier.domain.UserError;
import dev.atelier.domain.work.WorkRequest.PreviewRow;
import dev.atelier.domain.work.WorkRequest.RowPreview;
import dev.atelier.engine.data.LabelledRowReader;
import dev.atelier.engine.data.RowReader;
import dev.atelier.engine.text.Tokenizers;
import java.io.IOException;

/** A row as the model will see it. */
final class PreviewVerb {
    private PreviewVerb() {}

    static RowPreview answer(PreviewRow request, Tokenizers tokenizers) throws IOException {
        if (request.maxLength() < 1) {
            throw UserError.of("max_length: wanted at least 1", Integer.toString(request.maxLength()), "correct it");
        }
        if (request.model() == null) {
            return RowReader.preview(request.row(), null, request.maxLength(), request.promptLossWeight());
        }
        int longest = Classifiers.longest(request.model());
        try (var tokenizer = tokenizers.lease(request.model())) {
            if (longest > 0) {
                return LabelledRowReader.preview(request.row(), tokenizer.value(), Math.min(longest, request.maxLength()));
            }
            return RowReader.preview(request.row(), tokenizer.value(), request.maxLength(), request.promptLossWeight());
        }
    }
}
