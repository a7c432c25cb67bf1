package dev.atelier.engine.data;

/**
 * A row as the model sees it.
 *
 * @param ids token ids
 * @param weights loss weight of predicting each token; the first is unused, as nothing predicts it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Example(int[] ids, float[] weights) {}
