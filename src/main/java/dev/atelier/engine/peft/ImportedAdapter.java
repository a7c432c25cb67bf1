package dev.atelier.engine.peft;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.PeftFolder;
import dev.atelier.engine.model.Adapted;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.model.Weights;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A PEFT folder as a model uses it, checked against the model's matrices. */
public final class ImportedAdapter {
    private ImportedAdapter() {}

    /** Adapters by module path, owned by {@code owner}. */
    public static Map<String, Adapted> load(Path folder, CausalModel model, NDManager owner) {
        Map<String, long[]> shapes = Weights.specs(model.config()).stream().collect(Collectors.toMap(Weights.Spec::name, Weights.Spec::shape));
        var out = new LinkedHashMap<String, Adapted>();
        try (var peft = PeftFolder.open(folder)) {
            if (!peft.saved().isEmpty()) {
                throw UserError.of(folder + ": wanted a LoRA without modules_to_save", String.join(", ", peft.saved().keySet()), "merge this adapter with PEFT first");
            }
            peft.modules().forEach((path, m) -> {
                long[] shape = shapes.get(path + ".weight");
                if (shape == null || shape.length != 2 || shape[0] != m.out() || shape[1] != m.in()) {
                    throw UserError.of(folder + ": wanted an adapter for this model", path + " [" + m.out() + ", " + m.in() + "], which the model does not have",
                            "choose the base model it was trained on" + (peft.config().baseModelNameOrPath() == null ? "" : ", " + peft.config().baseModelNameOrPath()));
                }
                out.put(path, new Adapted(owner.create(peft.tensors().floats(m.a()), new Shape(m.r(), m.in())), owner.create(peft.tensors().floats(m.b()), new Shape(m.out(), m.r())),
                        owner.create((float) m.scale())));
            });
        }
        return out;
    }
}
