package dev.atelier.job;

import dev.atelier.engine.io.ModelFolder;
import dev.atelier.engine.io.PeftFolder;
import dev.atelier.engine.io.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Random;

/** A LoRA of rank 2 on every q_proj and down_proj of a model, drawn at random: large enough to change what the model says. */
public final class RandomAdapter {
    private static final int RANK = 2;

    private RandomAdapter() {}

    static Path write(Path folder, Path model) throws IOException {
        return write(folder, model, 0.4f);
    }

    /** {@code size}: the values' standard deviation. */
    public static Path write(Path folder, Path model, float size) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(PeftFolder.CONFIG), "{\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":4,\"target_modules\":[\"q_proj\",\"down_proj\"],\"bias\":\"none\",\"task_type\":\"CAUSAL_LM\"}");
        var random = new Random(5);
        var entries = new ArrayList<SafetensorsWriter.Entry>();
        try (var base = ModelFolder.open(model)) {
            for (String name : base.names()) {
                if (name.endsWith("q_proj.weight") || name.endsWith("down_proj.weight")) {
                    String module = name.substring(0, name.lastIndexOf('.'));
                    int out = (int) base.shape(name)[0];
                    int in = (int) base.shape(name)[1];
                    entries.add(SafetensorsWriter.Entry.ofFloats(PeftFolder.keyA(module), new long[] {RANK, in}, values(random, RANK * in, size)));
                    entries.add(SafetensorsWriter.Entry.ofFloats(PeftFolder.keyB(module), new long[] {out, RANK}, values(random, out * RANK, size)));
                }
            }
        }
        SafetensorsWriter.write(folder.resolve(PeftFolder.WEIGHTS), Map.of(), entries);
        return folder;
    }

    private static float[] values(Random random, int count, float size) {
        var out = new float[count];
        for (int i = 0; i < count; i++) {
            out[i] = (float) random.nextGaussian() * size;
        }
        return out;
    }
}
