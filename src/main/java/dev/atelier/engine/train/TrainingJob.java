package dev.atelier.engine.train;

import dev.atelier.domain.Cancel;
import dev.atelier.domain.EventLog;
import dev.atelier.domain.Progress;
import dev.atelier.domain.RunEvent;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunSpec;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.UserError;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.engine.ProcessMemory;
import dev.atelier.engine.Torch;
import dev.atelier.engine.data.ClassLabels;
import dev.atelier.engine.data.DataRow;
import dev.atelier.engine.data.Dataset;
import dev.atelier.engine.data.ExampleBuilder;
import dev.atelier.engine.data.Examples;
import dev.atelier.engine.data.LabelledExamples;
import dev.atelier.engine.data.Sequence;
import dev.atelier.engine.io.AdapterConfig;
import dev.atelier.engine.io.AtomicFiles;
import dev.atelier.engine.io.DType;
import dev.atelier.engine.io.ModelSource;
import dev.atelier.engine.io.PeftFolder;
import dev.atelier.engine.io.SafetensorsWriter;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.peft.Adaptation;
import dev.atelier.engine.peft.AdapterValues;
import dev.atelier.engine.quant.frozen.FrozenFile;
import dev.atelier.engine.quant.frozen.FrozenFormat;
import dev.atelier.engine.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;

/** What the engine's process does with a run folder: trains it from its newest checkpoint to the end, telling events. */
public final class TrainingJob {
    private final RunFolder run;
    private final RunSpec spec;
    private final EventLog events;
    private final Cancel cancel;
    private final PeakMemory peak;

    private TrainingJob(RunFolder run, RunSpec spec, EventLog events, Cancel cancel, PeakMemory peak) {
        this.run = run;
        this.spec = spec;
        this.events = events;
        this.cancel = cancel;
        this.peak = peak;
    }

    /** Runs to the end; throws CancellationException soon after a cancel, with a checkpoint of every whole step. The caller holds the run's lock. */
    public static void run(RunFolder run, EventLog events, Cancel cancel, PeakMemory peak) throws IOException {
        events.append(new RunEvent.Preparing("starting libtorch", 0, 0)); // before anything takes its time: somebody waits
        AtomicFiles.sweep(run.root());
        AtomicFiles.sweep(run.checkpoints());
        new TrainingJob(run, RunSpec.read(run), events, cancel, peak).run();
    }

    private void run() throws IOException {
        TrainingConfig asked = spec.settings();
        stopIfAsked();
        if (!ModelSource.isOne(spec.model())) {
            throw UserError.of("wanted the model at " + spec.model(), "none there", "put it back, or mend model.path in " + run.spec());
        }
        try (var torch = Torch.open(asked.device()); var tokenizer = Tokenizer.open(spec.model()); var source = ModelSource.open(spec.model())) {
            ModelConfig shape = shape(source);
            var rows = sequences(run.train(), rows(run.train()), tokenizer, shape, asked.promptLossWeight());
            var held = Files.size(run.val()) == 0 ? List.<DataRow>of() : rows(run.val());
            var validation = held.isEmpty() ? List.<Sequence>of() : sequences(run.val(), held, tokenizer, shape, 0);
            var config = Recomputation.on(torch, peak).decided(asked, shape, torch.precision(asked.precision()), longest(rows));
            preparing("loading the model");
            try (var model = model(torch, source, shape, config);
                    var trainable = trainable(model, source, config);
                    var trainer = new Trainer(config, model, trainable, rows, validation, samples(held, tokenizer, model),
                            new Checkpoints(run, config.keepCheckpoints()), events::append, cancel::requested)) {
                check(rows, shape);
                events.append(new RunEvent.Started(trainer.steps(), rows.size(), validation.size(), model.parameters(), trainable.size(), torch.device(), model.precision().label(), trainer.recomputes()));
                TrainerState end = trainer.train();
                writeResult(run, spec.model(), config, source, trainable);
                events.append(new RunEvent.Finished(end.step(), end.initialValLoss(), end.valLoss(), end.bestValLoss(), end.tokens() / Math.max(1e-9, end.seconds()),
                        ProcessMemory.peak(), end.seconds()));
            }
        }
    }

    private CausalModel model(Torch torch, ModelSource source, ModelConfig shape, TrainingConfig config) {
        try {
            return model(torch, source, shape, config, run.cache(), new Telling());
        } catch (CancellationException e) {
            throw stopped();
        }
    }

    /** The model as it is trained with; in few bits, by way of a file in {@code cache}. CancellationException if {@code progress} says so. */
    static CausalModel model(Torch torch, ModelSource source, ModelConfig shape, TrainingConfig config, Path cache, Progress progress) {
        if (config.quantization() == TrainingConfig.Quantization.NONE) {
            return CausalModel.load(torch, source, shape, torch.precision(config.precision()));
        }
        try (var frozen = FrozenFile.open(cache, source, shape, FrozenFormat.of(config), progress)) {
            return CausalModel.load(torch, source, shape, torch.precision(config.precision()), frozen);
        }
    }

    private void preparing(String what) {
        events.append(new RunEvent.Preparing(what, 0, 0));
        stopIfAsked();
    }

    private void stopIfAsked() {
        if (cancel.requested()) {
            throw stopped();
        }
    }

    /** Cancelled before the first step of this sitting: what is on the disk is all there is. */
    private CancellationException stopped() {
        var steps = run.checkpointSteps();
        events.append(new RunEvent.Stopped(steps.isEmpty() ? 0 : steps.getLast()));
        return new CancellationException();
    }

    private List<DataRow> rows(Path file) {
        try {
            return Dataset.load(file, true, new Telling()).rows();
        } catch (CancellationException e) {
            throw stopped();
        }
    }

    /** The model's description; a classifier's with the run's classes. */
    private ModelConfig shape(ModelSource source) {
        var shape = ModelConfig.of(source.config());
        return shape.classifies() && !spec.labels().isEmpty() ? shape.withLabels(spec.labels()) : shape;
    }

    private Samples samples(List<DataRow> rows, Tokenizer tokenizer, CausalModel model) {
        return model.config().classifies() ? ClassifiedSamples.of(rows, tokenizer, model, spec.settings()) : ValidationSamples.of(rows, tokenizer, model, spec.settings(), cancel::requested);
    }

    private List<? extends Sequence> sequences(Path file, List<DataRow> rows, Tokenizer tokenizer, ModelConfig shape, double promptLossWeight) {
        int longest = spec.settings().maxLength();
        try {
            if (shape.classifies()) {
                var built = LabelledExamples.of(file, rows, tokenizer, new ClassLabels(shape.labels()), Math.min(longest, shape.maxPositions()), spec.skipBad(), new Telling());
                return told(built.warnings(), built.examples());
            }
            var built = Examples.of(file, rows, new ExampleBuilder(tokenizer, promptLossWeight, longest), spec.skipBad(), new Telling());
            return told(built.warnings(), built.examples());
        } catch (CancellationException e) {
            throw stopped();
        }
    }

    private <T> List<T> told(List<String> warnings, List<T> examples) {
        warnings.forEach(w -> events.append(new RunEvent.Warning(w)));
        return examples;
    }

    private void check(List<? extends Sequence> rows, ModelConfig model) {
        int largest = rows.stream().flatMapToInt(row -> Arrays.stream(row.ids())).max().orElse(0);
        if (largest >= model.vocabSize()) {
            throw UserError.of(spec.model() + ": wanted token ids below " + model.vocabSize() + ", the rows of the embedding", Integer.toString(largest), "use the model's own tokenizer");
        }
        int longest = longest(rows);
        if (longest > model.maxPositions()) {
            events.append(new RunEvent.Warning("rows of up to " + longest + " tokens, where the model has seen " + model.maxPositions() + ": set max_length=" + model.maxPositions()));
        }
    }

    private static int longest(List<? extends Sequence> rows) {
        return rows.stream().mapToInt(Sequence::length).max().orElse(0);
    }

    /** What is trained of it, as training begins. */
    static Trainable trainable(CausalModel model, ModelSource source, TrainingConfig config) {
        if (config.method() == TrainingConfig.Method.FULL) {
            return Trainable.full(model, source);
        }
        if (config.initAdapter().isEmpty()) {
            var adaptation = Adaptation.of(model.config(), config);
            return Trainable.adapters(model, adaptation, AdapterValues.init(adaptation, model, config.seed()));
        }
        try (var peft = PeftFolder.open(Path.of(config.initAdapter()))) {
            var adaptation = Adaptation.of(model.config(), peft);
            return Trainable.adapters(model, adaptation, AdapterValues.read(adaptation, peft));
        }
    }

    /** The adapter, or the model, that {@code run} leaves. */
    static void writeResult(RunFolder run, Path model, TrainingConfig config, ModelSource source, Trainable trainable) {
        if (trainable.full()) {
            ModelResult.write(run.model(), source, trainable);
            return;
        }
        var tensors = trainable.streamed(name -> DType.F32).stream().map(t -> new SafetensorsWriter.Streamed(PeftFolder.PREFIX + t.name(), t.dtype(), t.shape(), t.body())).toList();
        PeftFolder.writeStreamed(run.adapter(), adapterConfig(model, config, trainable), trainable.model().config().labels(), tensors);
    }

    /** Of a new adapter as the settings have it; of one gone on from, its own. */
    private static AdapterConfig adapterConfig(Path model, TrainingConfig config, Trainable trainable) {
        if (config.initAdapter().isEmpty()) {
            return trainable.adaptation().config(config, model.toString());
        }
        try (var peft = PeftFolder.open(Path.of(config.initAdapter()))) {
            return peft.config().withBase(model.toString());
        }
    }

    private final class Telling implements Progress {
        @Override
        public void at(String what, long done, long total) {
            events.append(new RunEvent.Preparing(what, done, total));
        }

        @Override
        public boolean cancelled() {
            return cancel.requested();
        }
    }
}
