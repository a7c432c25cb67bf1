package dev.atelier.memory;

/**
 * What computing gradients holds beside weights and trained values, in bytes.
 *
 * @param kept from the way forward for the way back: activations
 * @param logits of a chunk of positions, and their gradient
 * @param working the most that a block or the loss holds while at work, the logits included
 */
record PassMemory(long kept, long logits, long working) {}
