package dev.atelier.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.atelier.domain.Json;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.AtomicFiles;
import dev.atelier.engine.io.DType;
import dev.atelier.engine.io.Safetensors;
import dev.atelier.engine.io.SafetensorsWriter;
import dev.atelier.engine.io.SafetensorsWriter.Streamed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * checkpoints/step-N: parameters.safetensors (float32 masters), optimizer.safetensors (its states) and trainer.json. A folder that bears
 * the name is complete: it was synced before it was renamed.
 */
final class Checkpoints {
    private static final String PARAMETERS = "parameters.safetensors";
    private static final String OPTIMIZER = "optimizer.safetensors";
    private static final String STATE = "trainer.json";

    private final RunFolder run;
    private final int keep;

    Checkpoints(RunFolder run, int keep) {
        this.run = run;
        this.keep = keep;
    }

    void save(TrainerState state, Trainable trainable, Optimizer optimizer) {
        AtomicFiles.writeFolder(run.checkpoint(state.step()), folder -> {
            SafetensorsWriter.writeStreamed(folder.resolve(PARAMETERS), Map.of(), trainable.streamed(name -> DType.F32));
            SafetensorsWriter.writeStreamed(folder.resolve(OPTIMIZER), Map.of(), states(optimizer.states()));
            Files.writeString(folder.resolve(STATE), Json.pretty(state));
        });
        prune(state);
    }

    private static List<Streamed> states(List<NDArray> states) {
        return IntStream.range(0, states.size()).mapToObj(i -> new Streamed(name(i), type(states.get(i)), new long[] {states.get(i).size()}, out -> ArrayBytes.write(states.get(i), out))).toList();
    }

    private static String name(int i) {
        return "moment." + i;
    }

    private static DType type(NDArray state) {
        return state.getDataType() == DataType.UINT8 ? DType.U8 : DType.F32;
    }

    /** The newest checkpoints stay, and the best one. */
    private void prune(TrainerState state) {
        var steps = run.checkpointSteps();
        for (int step : steps.subList(0, Math.max(0, steps.size() - keep))) {
            if (step != state.bestStep()) {
                AtomicFiles.remove(run.checkpoint(step));
            }
        }
    }

    /** Brings the newest checkpoint's values back; empty if there is none. */
    Optional<TrainerState> restore(Trainable trainable, Optimizer optimizer) {
        var steps = run.checkpointSteps();
        if (steps.isEmpty()) {
            return Optional.empty();
        }
        Path folder = run.checkpoint(steps.getLast());
        try (var parameters = Safetensors.open(folder.resolve(PARAMETERS)); var states = Safetensors.open(folder.resolve(OPTIMIZER))) {
            var state = Json.MAPPER.readValue(Files.readString(folder.resolve(STATE)), TrainerState.class);
            checkSize(parameters, trainable.size());
            checkStates(states, optimizer.states());
            trainable.restore(parameters::floats);
            for (int i = 0; i < optimizer.states().size(); i++) {
                ArrayBytes.fill(trainable.model().torch().kernels(), optimizer.states().get(i), states.data(name(i)).asByteBuffer());
            }
            optimizer.resume(state.step());
            return Optional.of(state);
        } catch (UserError e) {
            throw new UserError(e.getMessage() + "; or delete " + folder + " to go on from an earlier checkpoint", e);
        } catch (JsonProcessingException e) {
            throw new UserError(folder.resolve(STATE) + ": wanted a trainer's state, found " + e.getOriginalMessage() + ": delete " + folder + " to go on from an earlier checkpoint", e);
        } catch (IOException e) {
            throw new UserError(folder + ": could not be read: " + e.getMessage() + ": delete " + folder + " to go on from an earlier checkpoint", e);
        }
    }

    private static void checkSize(Safetensors file, long wanted) {
        long found = file.tensors().values().stream().mapToLong(Safetensors.TensorInfo::elements).sum();
        if (found != wanted) {
            throw UserError.of(file.file() + ": wanted the " + wanted + " values that run.json makes", Long.toString(found), "put run.json back as it was");
        }
    }

    private static void checkStates(Safetensors file, List<NDArray> wanted) {
        boolean same = file.tensors().size() == wanted.size();
        for (int i = 0; same && i < wanted.size(); i++) {
            var found = file.tensors().get(name(i));
            same = found != null && found.dtype() == type(wanted.get(i)) && found.elements() == wanted.get(i).size();
        }
        if (!same) {
            throw UserError.of(file.file() + ": wanted the states of the optimizer that run.json names", "others", "put run.json back as it was");
        }
    }
}
