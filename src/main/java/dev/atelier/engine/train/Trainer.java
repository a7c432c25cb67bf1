package dev.atelier.engine.train;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.atelier.domain.ClassScores;
import dev.atelier.domain.RunEvent;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.UserError;
import dev.atelier.engine.FreeMemory;
import dev.atelier.engine.ProcessMemory;
import dev.atelier.engine.data.Sequence;
import dev.atelier.engine.model.CausalModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The training loop. What a step computes depends on the seed and the step's number alone, so that a run cut anywhere and resumed from a
 * checkpoint gives the same values, bit for bit, as one that was not.
 */
final class Trainer implements AutoCloseable {
    private final TrainingConfig config;
    private final NDManager manager;
    private final Trainable trainable;
    private final Optimizer optimizer;
    private final MemoryGuard memory;
    private Pass pass;
    private final List<? extends Sequence> rows;
    private final List<? extends Sequence> validationRows;
    private List<PackedBatch> validation;
    private final Samples samples;
    private final Checkpoints checkpoints;
    private final Consumer<RunEvent> listener;
    private final BooleanSupplier cancelled;
    private final List<String> classes;
    private final EpochOrder order;
    private final int steps;

    Trainer(TrainingConfig config, CausalModel model, Trainable trainable, List<? extends Sequence> rows, List<? extends Sequence> validationRows, Samples samples,
            Checkpoints checkpoints, Consumer<RunEvent> listener, BooleanSupplier cancelled) {
        this.config = config;
        this.manager = model.torch().manager();
        this.trainable = trainable;
        this.optimizer = Optimizer.of(model.torch(), trainable.parameters(), config);
        this.memory = new MemoryGuard(config);
        this.rows = rows;
        this.validationRows = validationRows;
        this.pass = pass();
        this.validation = cut(validationRows, memory.microBatch());
        this.samples = samples;
        this.checkpoints = checkpoints;
        this.listener = listener;
        this.cancelled = cancelled;
        this.classes = model.config().labels();
        this.order = new EpochOrder(rows.size(), (int) Math.min(rows.size(), (long) config.microBatch() * config.accumulation()), config.seed());
        this.steps = config.maxSteps() > 0 ? config.maxSteps() : Math.clamp(Math.round(order.stepsPerEpoch() * config.epochs()), 1, Integer.MAX_VALUE);
    }

    /** With room for the longest rows that can come together. */
    private Pass pass() {
        var made = Pass.of(trainable, config, memory.recompute(), this::watch);
        made.reserve(Math.max(mostTokens(rows, memory.microBatch()), mostTokens(validationRows, memory.microBatch())));
        return made;
    }

    private static int mostTokens(List<? extends Sequence> rows, int count) {
        return rows.stream().mapToInt(row -> -row.length()).sorted().limit(count).map(n -> -n).sum();
    }

    /** Optimizer steps the whole run takes. */
    int steps() {
        return steps;
    }

    /** Whether activations are computed again on the way back, by what is known so far. */
    boolean recomputes() {
        return pass.recomputes();
    }

    /** Trains from the newest checkpoint, or from the start, to the end; a cancel leaves a checkpoint of the last whole step and is thrown on. */
    TrainerState train() {
        FreeMemory.giveBack(); // what reading rows, loading and quantizing took
        var rate = new LearningRate(config, steps);
        var resumed = checkpoints.restore(trainable, optimizer);
        resumed.ifPresent(s -> listener.accept(new RunEvent.Resumed(s.step())));
        var state = resumed.orElse(TrainerState.START);
        var saved = state;
        try {
            state = measureIfDue(state); // also what a cancel cut short
            while (state.step() < steps) {
                checkCancelled();
                state = step(state, rate.at(state.step()));
                state = measureIfDue(state);
                if (due(config.checkpointEvery(), state) || state.measuredStep() == state.step() && state.bestStep() == state.step()) {
                    save(state);
                    saved = state;
                }
            }
            if (!state.equals(saved)) {
                save(state);
            }
            return state;
        } catch (CancellationException e) {
            if (!state.equals(saved) || resumed.isEmpty() && state.step() == 0) {
                save(state);
            }
            listener.accept(new RunEvent.Stopped(state.step()));
            throw e;
        }
    }

    /** The sums of a step before the optimizer has seen them. */
    private record Sums(List<NDArray> gradients, double loss, long tokens) {}

    /** One optimizer step: gradients of the token-weighted mean over all its micro-batches, clipped, then the optimizer's update. */
    private TrainerState step(TrainerState state, double learningRate) {
        long begin = System.nanoTime();
        while (true) {
            try (var scope = manager.newSubManager()) {
                var sums = within(state.step() + 1, () -> sums(scope, state));
                if (sums.isPresent()) {
                    return update(scope, state, learningRate, sums.get(), begin);
                }
            }
        }
    }

    private Sums sums(NDManager scope, TrainerState state) {
        var batches = cut(Arrays.stream(order.step(state.step())).mapToObj(rows::get).toList(), memory.microBatch());
        double total = batches.stream().mapToDouble(PackedBatch::totalWeight).sum();
        var work = pass.begin(scope);
        double loss = 0;
        for (int i = 0; i < batches.size(); i++) {
            loss += work.train(batches.get(i), total, Seeds.mix(config.seed(), state.step(), i));
        }
        return new Sums(work.gradients(), loss, batches.stream().mapToLong(PackedBatch::tokens).sum());
    }

    private TrainerState update(NDManager scope, TrainerState state, double learningRate, Sums sums, long begin) {
        double norm = optimizer.norm(scope, sums.gradients());
        if (!Double.isFinite(sums.loss()) || !Double.isFinite(norm)) {
            throw UserError.of("step " + (state.step() + 1) + ": wanted a finite loss and gradient", "loss " + sums.loss() + ", gradient norm " + norm,
                    "lower learning_rate, set precision=f32, or look for damaged weights");
        }
        optimizer.step(scope, sums.gradients(), norm, learningRate, config);
        double seconds = (System.nanoTime() - begin) / 1e9;
        var next = state.stepped(sums.tokens(), seconds);
        listener.accept(new RunEvent.Step(next.step(), (double) next.step() / order.stepsPerEpoch(), sums.loss(), learningRate, norm, next.tokens(), sums.tokens() / seconds,
                ProcessMemory.resident()));
        return next;
    }

    /** What {@code work} gives; empty if memory ran out, and then less of it is taken at once from here on. */
    private <T> Optional<T> within(int step, Supplier<T> work) {
        Throwable failure;
        try {
            return Optional.of(work.get());
        } catch (MemoryGuard.Exceeded | EngineException | OutOfMemoryError e) {
            if (!MemoryGuard.ranOut(e)) {
                throw e;
            }
            failure = e;
        }
        listener.accept(new RunEvent.Warning(memory.smaller(step, failure)));
        pass.close();
        pass = pass();
        validation = cut(validationRows, memory.microBatch());
        return Optional.empty();
    }

    /** Asked layer by layer. */
    private void watch() {
        checkCancelled();
        memory.check();
    }

    private TrainerState measureIfDue(TrainerState state) {
        boolean wanted = state.step() == 0 || due(config.evalEvery(), state);
        return wanted && !validation.isEmpty() && state.measuredStep() != state.step() ? measure(state) : state;
    }

    /** Nothing is told before all is there: a cancel here leaves the step as one not yet measured. */
    private TrainerState measure(TrainerState state) {
        Optional<RunEvent.Eval> measured;
        do {
            measured = within(state.step(), () -> evaluate(state.step()));
        } while (measured.isEmpty());
        var eval = measured.get();
        var answers = samples.answers(state.step(), trainable);
        listener.accept(eval);
        answers.forEach(listener);
        return state.measured(eval.loss());
    }

    /** The mean over everything that is predicted in the rows kept apart; of a classifier, what it answered besides. */
    private RunEvent.Eval evaluate(int at) {
        try (var scope = manager.newSubManager()) {
            var work = pass.begin(scope);
            double sum = 0;
            double weight = 0;
            var right = new ArrayList<Integer>();
            var answered = new ArrayList<Integer>();
            for (var batch : validation) {
                var part = work.evaluate(batch);
                sum += part.loss();
                weight += batch.totalWeight();
                if (classes.isEmpty()) {
                    continue;
                }
                answered.addAll(part.classes());
                Arrays.stream(batch.targets()).forEach(label -> right.add((int) label));
            }
            return classes.isEmpty() ? new RunEvent.Eval(at, sum / weight, Math.exp(sum / weight)) : new RunEvent.Eval(at, sum / weight, null, ClassScores.of(classes, right, answered));
        }
    }

    private void save(TrainerState state) {
        checkpoints.save(state, trainable, optimizer);
        listener.accept(new RunEvent.CheckpointSaved(state.step(), state.bestValLoss() != null && state.bestStep() == state.step()));
    }

    private boolean due(int every, TrainerState state) {
        return state.step() == steps || every > 0 && state.step() % every == 0;
    }

    private void checkCancelled() {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException();
        }
    }

    private static List<PackedBatch> cut(List<? extends Sequence> examples, int size) {
        var batches = new ArrayList<PackedBatch>();
        for (int i = 0; i < examples.size(); i += size) {
            batches.add(PackedBatch.of(examples.subList(i, Math.min(examples.size(), i + size))));
        }
        return batches;
    }

    @Override
    public void close() {
        pass.close();
        optimizer.close();
    }
}
