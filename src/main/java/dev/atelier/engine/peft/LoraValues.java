package dev.atelier.engine.peft;

/** An adapter's values in the machine's memory: a [rank, in] and b [out, rank], row by row. */
public record LoraValues(float[] a, float[] b) {}
