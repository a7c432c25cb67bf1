package dev.atelier.engine.data;

/** What a model learns from one row: token ids, and what is to be predicted from them. */
public sealed interface Sequence permits Example, LabelledExample {
    int[] ids();

    default int length() {
        return ids().length;
    }
}
