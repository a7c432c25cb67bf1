package dev.atelier.engine.data;

/**
 * A training sequence.
 *
 * @param ids token ids
 * @param weights as long as ids: the loss weight of predicting {@code ids[i]} from those before it; 1 on what is to be learned, the prompt loss
 *     weight on the rest; {@code weights[0]} is 0, nothing predicts it
 */
@SuppressWarnings("ArrayRecordComponent") // read often, compared never
public record Example(int[] ids, float[] weights) implements Sequence {
    /** Whether any token of weight 1 is predicted. */
    public boolean learns() {
        for (var weight : weights) {
            if (weight == 1) {
                return true;
            }
        }
        return false;
    }
}
