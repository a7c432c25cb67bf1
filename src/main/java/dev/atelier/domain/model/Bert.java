package dev.atelier.domain.model;

import java.util.List;

/** BertForSequenceClassification (Devlin et al. 2018). */
final class Bert extends Encoder {
    @Override
    void head(List<TensorSpec> out, long hidden, long labels) {
        linear(out, "bert.pooler.dense", Part.HEAD, hidden, hidden);
        linear(out, "classifier", Part.HEAD, labels, hidden);
    }

    @Override
    String prefix() {
        return "bert";
    }

    @Override
    int tokenTypes() {
        return 2;
    }

    @Override
    int positionOffset() {
        return 0;
    }
}
