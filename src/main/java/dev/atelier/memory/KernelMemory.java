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
        long blocks = Math.max(feedForward(), attention());
        return new PassMemory(kept(), room(), logits(), full ? blocks + loss() : Math.max(blocks, loss())); // arrays as large as a vocabulary fit into no block's holes
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

    private long q() {
        return model.queryWidth();
    }

    private long k() {
        return model.keyWidth();
    }

    private long i() {
        return model.intermediate();
    }

    /** Every block's input and the last one's output; of every block, or with recomputation of one: q, k, v, attention's output and log-sum-exp, the state after it, gate, up, the norms' factors, A x. */
    private long kept() {
        long block = (2 * q() + 2 * k() + h() + 2 * i()) * s() + (model.heads() + 2L) * Float.BYTES + trained.ranks() * w();
        return tokens * ((model.layers() + 1L) * h() * s() + (recompute ? 1 : model.layers()) * block);
    }

    /** Four states: the gradient, x, a norm's output, its gradient; and first silu(gate) and its product with up, then queries and keys; if numbers are widened, gate and up, then o, q, k, v besides. */
    private long room() {
        long shared = computation.widens() ? Math.max(4 * i(), 3 * q() + 3 * k()) : Math.max(2 * i(), q() + k());
        return tokens * (4 * h() + shared) * w();
    }

    /** Of a chunk of positions, in float32. */
    private long logits() {
        return Math.min(Math.clamp(LOGITS_AT_ONCE / model.vocabSize(), 16, 512), tokens) * model.vocabSize() * Float.BYTES;
    }

    /** B^T dy, before and after it is put together. */
    private long feedForward() {
        return tokens * 2 * trained.ranks() * w() + gradients() + pieces();
    }

    /** The gradients of queries, keys and values at the width of all query heads; where keys are shared, those and the values once for every query head. */
    private long attention() {
        long shared = k() < q() ? 2 * q() + 2 * k() : 0;
        long scores = computation.gpu() ? 4L * model.heads() * longest * longest * Float.BYTES : 0;
        return tokens * (3 * q() + shared) * w() + scores + gradients();
    }

    private long gradients() {
        return trained.largestLayer() * w();
    }

    /** The last state at the positions that are predicted; where bf16 is computed in, a chunk's logits in it; of the head, if it is trained, its gradient in float32 and a chunk's. */
    private long loss() {
        return tokens * h() * s() + (w() == 2 ? logits() / 2 : 0) + (full ? model.vocabSize() * h() * (Float.BYTES + w()) : 0) + pieces();
    }

    private long pieces() {
        return computation.widens() ? PIECE * Float.BYTES : 0;
    }
}
