package dev.atelier.engine.train;

/** A sequence and the number of its class. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record LabelledExample(int[] ids, int label) {}
