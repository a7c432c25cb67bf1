package dev.atelier.engine.data;

/**
 * A text and its class, for sequence classification.
 *
 * @param ids token ids, the tokenizer's own special tokens included
 * @param label the class, an index into {@link ClassLabels#names}
 */
@SuppressWarnings("ArrayRecordComponent") // read often, compared never
public record LabelledExample(int[] ids, int label) implements Sequence {}
