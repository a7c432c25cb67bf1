package dev.atelier.engine.quant;

import java.util.regex.Pattern;

/**
 * Which matrix of a model gets which type, by llama.cpp's rules (src/llama-quant.cpp): more bits for what gives the logits and, in some layers, for attention's values and the feed-forward's
 * way down; other types for rows that are no whole blocks of 256.
 *
 * @param layers of the model
 * @param queriesPerKey query heads that share a key head
 * @param importance whether columns have one
 */
public record MixRules(Mix mix, int layers, int queriesPerKey, boolean importance) {
    private static final Pattern LAYER = Pattern.compile("blk\\.(\\d+)\\..*");
    /** Query heads for each key head from which on attention's values are few enough to be given more bits. */
    private static final int SHARED = 4;
    /** Models of so many layers with shared keys have eight queries for each. */
    private static final int LARGE = 80;

    /** Where a tensor stands: its GGUF name, its shape (outermost first), and whether it gives the logits (output, or the embedding when tied). */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Place(String name, long[] shape, boolean givesLogits) {
        /** Whether it is a matrix that may be rounded: no vector, norm or position. */
        public boolean quantizable() {
            return shape.length > 1 && name.endsWith("weight") && !name.endsWith("_norm.weight") && !name.equals("position_embd.weight");
        }
    }

    /** The type of the tensor at {@code place}. */
    public GgmlType type(Place place) {
        if (!place.quantizable()) {
            return GgmlType.F32;
        }
        return fitting(mix.inBlocks() ? wanted(place) : mix.base(), place);
    }

    /** {@code type}, or what stands in for it where the rows at {@code place} are no whole number of its blocks. */
    static GgmlType fitting(GgmlType type, Place place) {
        long columns = place.shape()[place.shape().length - 1];
        if (columns % type.blockElements() == 0) {
            return type;
        }
        var smaller = switch (type) {
            case IQ4_XS -> GgmlType.IQ4_NL;
            case Q2_K, Q3_K -> GgmlType.Q4_0;
            case Q4_K -> GgmlType.Q5_0;
            case Q5_K -> GgmlType.Q5_1;
            case Q6_K -> GgmlType.Q8_0;
            default -> type;
        };
        return columns % smaller.blockElements() == 0 ? smaller : GgmlType.F16;
    }

    private GgmlType wanted(Place place) {
        var name = place.name();
        if (place.givesLogits()) {
            return mix == Mix.Q8_0 ? GgmlType.Q8_0 : GgmlType.Q6_K;
        }
        var match = LAYER.matcher(name);
        int layer = match.matches() ? Integer.parseInt(match.group(1)) : 0;
        if (name.contains("attn_v.weight") || name.contains("attn_qkv.weight")) {
            return values(layer);
        }
        if (name.contains("ffn_down")) {
            return down(layer);
        }
        return name.contains("attn_output.weight") ? attentionOutput() : mix.base();
    }

    private GgmlType values(int layer) {
        var type = switch (mix) {
            case Q2_K -> queriesPerKey >= SHARED ? GgmlType.Q4_K : GgmlType.Q3_K;
            case Q3_K_M -> layer < 2 ? GgmlType.Q5_K : GgmlType.Q4_K;
            case Q3_K_L -> GgmlType.Q5_K;
            case Q4_K_S -> layer < 4 ? GgmlType.Q5_K : GgmlType.Q4_K;
            case Q4_K_M, Q5_K_M -> moreBits(layer) ? GgmlType.Q6_K : mix.base();
            case IQ4_NL, IQ4_XS -> queriesPerKey >= SHARED ? GgmlType.Q5_K : mix.base();
            default -> mix.base();
        };
        boolean large = layers == LARGE && queriesPerKey > 1;
        return large && (type == GgmlType.Q3_K || type == GgmlType.Q4_K) ? GgmlType.Q5_K : type;
    }

    private GgmlType down(int layer) {
        boolean early = layer < layers / 8;
        return switch (mix) {
            case Q2_K -> GgmlType.Q3_K;
            case Q3_K_M -> layer < layers / 16 ? GgmlType.Q5_K : GgmlType.Q4_K;
            case Q3_K_L -> GgmlType.Q5_K;
            case Q4_K_S -> early ? GgmlType.Q5_K : GgmlType.Q4_K;
            case Q4_K_M, Q5_K_M -> moreBits(layer) ? GgmlType.Q6_K : mix.base();
            case IQ4_NL, IQ4_XS -> early && !importance ? GgmlType.Q5_K : mix.base();
            case Q4_0 -> early && importance ? GgmlType.Q4_1 : GgmlType.Q4_0;
            case Q5_0 -> early && importance ? GgmlType.Q5_1 : GgmlType.Q5_0;
            default -> mix.base();
        };
    }

    private GgmlType attentionOutput() {
        return switch (mix) {
            case Q2_K -> GgmlType.Q3_K;
            case Q3_K_M -> GgmlType.Q4_K;
            case Q3_K_L -> GgmlType.Q5_K;
            default -> mix.base();
        };
    }

    /** The first and the last eighth of the layers, and every third between. */
    private boolean moreBits(int layer) {
        return layer < layers / 8 || layer >= 7 * layers / 8 || (layer - layers / 8) % 3 == 2;
    }
}
