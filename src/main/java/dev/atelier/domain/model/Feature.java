package dev.atelier.domain.model;

/** What a decoder does differently from Llama 2. */
public enum Feature {
    /** q, k and v have biases. */
    QKV_BIAS,
    /** The attention's output matrix has a bias. */
    OUTPUT_BIAS,
    /** gate, up and down have biases. */
    MLP_BIAS,
    /** q and k are normed per head before they are turned. */
    QK_NORM,
    /** Norms multiply by 1 + weight. */
    NORM_PLUS_ONE,
    /** Norms behind the attention and the feed-forward part as well as before. */
    SANDWICH_NORMS,
    /** One matrix for q, k and v, one for gate and up. */
    FUSED
}
