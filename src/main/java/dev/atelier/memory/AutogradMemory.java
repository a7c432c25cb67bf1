package dev.atelier.memory;

import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.TrainingConfig.Method;
import dev.atelier.domain.model.Feature;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.domain.model.ModelConfig.Form;
import dev.atelier.domain.model.ModelConfig.LayerKind;

/**
 * Training through autograd, block by block, always with recomputation (Chen et al. 2016): of one block every intermediate result is alive, and on the way back
 * its gradients.
 *
 * @param tokens that go through the model at once
 * @param longest tokens of the longest sequence among them
 */
record AutogradMemory(ModelConfig model, TrainingConfig config, Computation computation, Trained trained, long tokens, long longest) {
    private static final long LOGITS_AT_ONCE = 4 << 20;
    /** Arrays of all sizes come and go: of what they take at the most, the holes that they leave among each other; measured, between 0.9 and 1.7. */
    private static final double HOLES = 1;

    PassMemory memory() {
        long s = computation.bytes();
        long inputs = tokens * model.hidden() * s * (model.layers() + 1L);
        long width = model.outputs();
        long rows = model.classifies() ? config.microBatch() : Math.min(Math.clamp(LOGITS_AT_ONCE / width, 16, 512), tokens);
        long logits = rows * width * Float.BYTES;
        long loss = loss(logits) - logits;
        // what is as large as a vocabulary fits into no block's holes
        long passing = config.method() == Method.FULL ? Math.round((1 + HOLES) * block()) + loss : Math.round((1 + HOLES) * Math.max(block(), loss));
        return new PassMemory(inputs, 0, logits, passing);
    }

    /** Values per token are H for a state, Q and K for queries and keys, I inside the feed-forward part. */
    private long block() {
        long s = computation.bytes();
        long h = model.hidden();
        long q = model.queryWidth();
        long k = model.keyWidth();
        long i = model.intermediate();
        boolean gated = model.form() == Form.DECODER;
        long norms = (model.has(Feature.SANDWICH_NORMS) ? 4 : 2) * h * (s + Float.BYTES); // the outcome, and in float32 what it was made of
        long states = 6 * h * s; // the leaf, after attention, after it is added, after the feed-forward part, the output, the gradient that came
        long attention = (3 * q + 3 * k + (k < q ? 2 * q : 0)) * s; // before and after turning, the outcome; keys and values for every query head
        long inner = (gated ? 4 : 2) * i * s; // gate, its activation, up, their product
        long outputs = config.useDora() ? 2 * (2 * q + 2 * k + h + 2 * i) * s : 0; // W x and B A x apart, for the lengths' gradients
        long back = (gated ? 3 : 2) * i * s + 2 * h * s; // gradients of the feed-forward part's inside
        long perToken = norms + states + attention + inner + outputs + back;
        return tokens * perToken + scores() + parameters();
    }

    /** Scores of every head where they cannot be made piece by piece: capped ones, or on a GPU: float32, four at a time. */
    private long scores() {
        boolean all = model.scales().attentionCap() > 0 || computation.gpu();
        long window = model.layerKinds().stream().mapToInt(LayerKind::window).allMatch(w -> w == 0 || w >= longest) ? 0 : longest * longest * computation.bytes();
        return (all ? 5L * model.heads() * longest * tokens * Float.BYTES : 0) + window;
    }

    /** What is trained in a block, copied for autograd, and its gradients; with DoRA the largest matrix thrice in float32. */
    private long parameters() {
        long copies = 2 * trained.largestLayer() * Float.BYTES + (config.method() == Method.FULL && computation.bytes() == 2 ? 2 * trained.largestLayer() : 0);
        return copies + (config.useDora() ? 3L * model.hidden() * model.intermediate() * Float.BYTES : 0);
    }

    /** Logits, their logarithms, and both gradients, in float32. */
    private long loss(long logits) {
        long typed = computation.bytes() == 2 ? logits : 0;
        long head = config.method() == Method.FULL ? 2L * model.vocabSize() * model.hidden() * Float.BYTES : 0;
        int copies = config.method() == Method.FULL ? 4 : 5; // a frozen output matrix is multiplied by hand, and its products are a leaf besides
        return copies * logits + typed + (model.scales().logitCap() > 0 ? 3 * logits : 0) + tokens * model.hidden() * computation.bytes() + head;
    }
}
