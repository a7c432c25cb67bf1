package dev.atelier.memory;

/**
 * What computing gradients holds beside weights and trained values, in bytes.
 *
 * @param kept from the way forward for the way back: activations
 * @param room that a block or the loss works in, taken once
 * @param logits of a chunk of positions
 * @param passing the most that is made and freed again while a block or the loss is at work
 */
record PassMemory(long kept, long room, long logits, long passing) {}
