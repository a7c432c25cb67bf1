package dev.atelier.engine.model;

import ai.djl.ndarray.NDArray;

/** A LoRA beside one matrix: a [r, in], b [out, r], float32; its output counts scale times (Hu et al. 2021). */
public record Adapted(NDArray a, NDArray b, NDArray scale) {}
