package dev.atelier.memory;

import dev.atelier.domain.AutoRecompute;
import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.TrainingConfig.Precision;
import dev.atelier.domain.TrainingConfig.Recompute;
import dev.atelier.domain.model.ModelConfig;
import java.util.Map;
import java.util.Set;

/** A model, how it is trained, what that computes in and what room there is: what an estimate is made of, and made again of with other settings. */
public final class Setup {
    /** Of all settings, those that change what is trained. */
    private static final Set<String> ADAPTING = Set.of("method", "target_modules", "exclude_modules", "layers_to_transform", "rank", "use_dora", "bias", "modules_to_save", "rank_pattern");

    private final ModelConfig model;
    private final TrainingConfig config;
    private final Computation computation;
    private final Trained trained;
    private final AutoRecompute auto;

    private Setup(ModelConfig model, TrainingConfig config, Computation computation, Trained trained, AutoRecompute auto) {
        this.model = model;
        this.config = config;
        this.computation = computation;
        this.trained = trained;
        this.auto = auto;
    }

    /** Where anything fits: recompute=auto keeps activations. */
    public static Setup of(ModelConfig model, TrainingConfig config, Computation computation) {
        return new Setup(model, config, computation, Trained.of(model, config), AutoRecompute.ANYTHING_FITS);
    }

    /** The same with some settings changed, by name as after {@code --set}; {@link dev.atelier.domain.UserError} for one that cannot be. */
    public Setup with(Map<String, String> changes) {
        TrainingConfig next = Settings.with(config, changes);
        return new Setup(model, next, changes.containsKey("precision") ? computation(next.precision()) : computation, changes.keySet().stream().anyMatch(ADAPTING::contains) ? Trained.of(model, next) : trained, auto);
    }

    /** bf16 is computed in what is computed in now: on a processor that multiplies it though f32 was asked for, that counts a little too much. */
    private Computation computation(Precision asked) {
        return switch (asked) {
            case AUTO -> computation;
            case F32 -> new Computation(Precision.F32, Precision.F32, computation.gpu());
            case BF16 -> new Computation(Precision.BF16, computation.gpu() ? Precision.BF16 : computation.working(), computation.gpu());
        };
    }

    /** The same on another device. */
    public Setup on(Computation other) {
        return new Setup(model, config, other, trained, auto);
    }

    /** The same where so much is free, 0 if that is unknown; {@code longestRow} in tokens, 0 while unknown. Decides what recompute=auto comes to, as the run itself will. */
    public Setup within(long freeBytes, int longestRow) {
        return new Setup(model, config, computation, trained, freeBytes > 0 ? new AutoRecompute(freeBytes, longestRow) : AutoRecompute.ANYTHING_FITS);
    }

    public MemoryEstimate estimate() {
        MemoryEstimate asked = estimate(config);
        TrainingConfig decided = auto.decided(config, kept -> estimate(kept).totalBytes());
        return decided.recompute() == Recompute.ON && config.recompute() == Recompute.AUTO ? estimate(decided).insteadOf(asked) : asked;
    }

    private MemoryEstimate estimate(TrainingConfig settings) {
        return MemoryEstimate.of(model, settings, computation, trained);
    }

    public ModelConfig model() {
        return model;
    }

    public TrainingConfig config() {
        return config;
    }

    public Computation computation() {
        return computation;
    }
}
