package dev.atelier.memory;

import dev.atelier.domain.model.ModelConfig;

/**
 * The hand-written training kernels (resources, model/llama_train.py), buffer by buffer. T tokens, H hidden, Q and K the widths of all query and of all key heads,
 * I the inner width, n heads, s bytes of a stored number, w of one that is computed with.
 *
 * @param tokens that go through the model at once
 * @param longest tokens of the longest sequence among them
 * @param full whether every weight is trained
 */
record KernelMemory(ModelConfig model, Computation computation, Trained trained, long tokens, long longest, boolean full, boolean recompute) {
    private static final long LOGITS_AT_ONCE = 8 << 20;
    private static final long PIECE = 1 << 20; // values of a matrix that are brought into float32 at once

    PassMemory memory() {
        long logits = Math.min(chunk(), tokens) * model.vocabSize() * Float.BYTES;
        return new PassMemory(kept(), logits, Math.max(Math.max(feedForward(), Math.max(attention(), end())), loss(logits)));
    }

    private long s() {
        return computation.bytes();
    }

    private long w() {
        return computation.workingBytes();
    }

    private long h() {
        return model.hidden();
    }

    private long chunk() {
        return Math.clamp(LOGITS_AT_ONCE / model.vocabSize(), 16, 512);
    }

    /** Every block's input and the last one's output; of every block, or with recomputation of one: q, k, v, attention's output and log-sum-exp, the state after it, gate, up, the norms' factors, A x. */
    private long kept() {
        long block = (2L * model.queryWidth() + 2L * model.keyWidth() + h() + 2L * model.intermediate()) * s() + (model.heads() + 2L) * Float.BYTES + trained.ranks() * w();
        return tokens * ((model.layers() + 1L) * h() * s() + (recompute ? 1 : model.layers()) * block);
    }

    /** On the way back through the feed-forward part: dy, the gradients of gate and up, the norm's output and its gradient; if numbers are widened, x, x1, gate and up besides. */
    private long feedForward() {
        long widened = computation.widens() ? 2 * h() + 2L * model.intermediate() : 0;
        return tokens * (3 * h() + 2L * model.intermediate() + widened) * w() + pieces();
    }

    /** Through attention: dy, dx1, both norms' work and the gradients of gate and up are still there; do, dq, dk, dv; keys and values once for every query head that shares them. */
    private long attention() {
        long q = model.queryWidth();
        long k = model.keyWidth();
        long widened = computation.widens() ? 2 * h() + 2 * q + 2 * k : 0;
        long shared = k < q ? 4 * q : 0;
        long scores = computation.gpu() ? 4L * model.heads() * longest * longest * Float.BYTES : 0;
        return tokens * (4 * h() + 2L * model.intermediate() + 2 * q + 2 * k + shared + widened) * w() + scores;
    }

    /** At the end: dy, dx1, dh and h of both norms, dq, dk, dv, the gradients of gate and up, and three states for the norm's own way back. */
    private long end() {
        long widened = computation.widens() ? 2 * h() + model.queryWidth() : 0;
        long gradients = trained.largestLayer() * w();
        return tokens * (9 * h() + 2L * model.intermediate() + model.queryWidth() + 2L * model.keyWidth() + widened) * w() + gradients + pieces();
    }

    /** The last state at the positions that are predicted, normed, and its gradient; a chunk's logits; of the head, if it is trained, its gradient in float32 and a chunk's. */
    private long loss(long logits) {
        long states = tokens * h() * ((computation.widens() ? s() : 0) + 3 * w());
        long typed = w() == 2 ? logits / 2 : 0;
        long behind = tokens * h() * 4 * w();
        return states + Math.max(logits + typed + pieces() + (full ? model.vocabSize() * h() * (Float.BYTES + w()) : 0), behind);
    }

    private long pieces() {
        return computation.widens() ? PIECE * Float.BYTES : 0;
    }
}
