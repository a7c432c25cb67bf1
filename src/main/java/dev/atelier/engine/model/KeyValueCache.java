package dev.atelier.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.engine.Precision;
import dev.atelier.engine.Torch;
import java.util.ArrayList;
import java.util.List;

/** The keys and values of the positions already read, per layer, with room for {@code capacity} positions. */
public final class KeyValueCache implements AutoCloseable {
    private final NDManager manager;
    private final List<Layer> layers = new ArrayList<>();
    private final int capacity;
    private int length;

    /** keys and values are [B, capacity, kv heads, d]. */
    record Layer(NDArray keys, NDArray values) {}

    KeyValueCache(Torch torch, ModelConfig config, Precision precision, int batch, int capacity) {
        this.manager = torch.manager().newSubManager();
        this.capacity = capacity;
        try (var like = torch.like(manager, precision)) {
            for (int i = 0; i < config.layers(); i++) {
                layers.add(new Layer(room(torch, config, batch, like), room(torch, config, batch, like)));
            }
        }
    }

    private NDArray room(Torch torch, ModelConfig c, int batch, NDArray like) {
        return torch.kernels().one(manager, "room", new long[] {batch, capacity, c.kvHeads(), c.headDim()}, like);
    }

    Layer layer(int i) {
        return layers.get(i);
    }

    /** Positions filled. */
    public int length() {
        return length;
    }

    void advance(int positions) {
        length += positions;
        if (length > capacity) {
            throw new IllegalStateException("key/value cache of " + capacity + " positions is full");
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
