package dev.atelier.domain.model;

import java.util.List;

/** RobertaForSequenceClassification: BERT's network, positions counted from behind the padding's id (Liu et al. 2019). */
final class Roberta extends Encoder {
    @Override
    void head(List<TensorSpec> out, long hidden, long labels) {
        linear(out, "classifier.dense", Part.HEAD, hidden, hidden);
        linear(out, "classifier.out_proj", Part.HEAD, labels, hidden);
    }

    @Override
    String prefix() {
        return "roberta";
    }

    @Override
    int tokenTypes() {
        return 1;
    }

    @Override
    int positionOffset() {
        return 2;
    }
}
