package dev.atelier.view.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One layer of a transformer, for {@link BlockDiagram}.
 *
 * @param attention the matrices that read the stream for the attention: three, or one for all
 * @param mlp those that read it for the feed-forward part
 * @param gated whether one half of what {@code mlp} makes lets the other pass
 * @param headNorms whether queries and keys are normed before the attention
 * @param norm what the norms are called, such as RMSNorm
 * @param head matrices behind the last layer that are always trained; none for a model that writes
 * @param classes what such a head names
 */
public record Block(List<Matrix> attention, Matrix attentionOut, List<Matrix> mlp, Matrix mlpOut, boolean gated, boolean headNorms, Norms norms, String norm, String activation,
        List<Matrix> head, List<String> classes) {
    /** Where the norms stand: before each part, before and behind it, or behind it on the stream itself. */
    public enum Norms {
        BEFORE, BOTH, AFTER
    }

    public Block {
        attention = List.copyOf(attention);
        mlp = List.copyOf(mlp);
        head = List.copyOf(head);
        classes = List.copyOf(classes);
    }

    /** A Llama's, of no size: what stands there while there is no model. */
    public static Block example() {
        return new Block(Stream.of("q_proj", "k_proj", "v_proj").map(Block::empty).toList(), empty("o_proj"), Stream.of("gate_proj", "up_proj").map(Block::empty).toList(), empty("down_proj"), true,
                false, Norms.BEFORE, "RMSNorm", "SiLU", List.of(), List.of());
    }

    private static Matrix empty(String name) {
        return new Matrix(name, 0, 0, 0, 0, 0);
    }

    /** Every matrix that can be switched, in the order of the data's way. */
    public List<Matrix> matrices() {
        var all = new ArrayList<>(attention);
        all.add(attentionOut);
        all.addAll(mlp);
        all.add(mlpOut);
        return all;
    }

    boolean known() {
        return attentionOut.inputs() > 0;
    }
}
