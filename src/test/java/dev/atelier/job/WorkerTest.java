package dev.atelier.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.atelier.domain.Json;
import dev.atelier.domain.Sampling;
import dev.atelier.domain.TrainingConfig.Precision;
import dev.atelier.domain.UserError;
import dev.atelier.domain.work.WorkMessage.Step;
import dev.atelier.domain.work.WorkPart;
import dev.atelier.domain.work.WorkRequest;
import dev.atelier.domain.work.WorkRequest.Turn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A real worker child over the starter model. */
@Timeout(60)
class WorkerTest {
    private static final Path STARTER = Path.of("sample-projects/starter-model");
    private static final Path LLAMA = Path.of("src/test/resources/parity/llama");
    private static final List<String> DEATHS = Collections.synchronizedList(new ArrayList<>());

    @TempDir
    static Path folder;

    private static Worker worker;

    @BeforeAll
    static void aWorker() {
        worker = new Worker(folder.resolve("worker.log"), DEATHS::add);
    }

    @AfterAll
    static void noneIsLeft() {
        var pid = worker.pid();
        long begin = System.nanoTime();
        worker.close();
        assertThat((System.nanoTime() - begin) / 1e9).isLessThan(4);
        assertThat(pid.stream().mapToObj(ProcessHandle::of).filter(p -> p.isPresent() && p.get().isAlive())).isEmpty();
        assertThat(worker.ask(new WorkRequest.DescribeMachine())).isCancelled();
    }

    /** What a listener heard. */
    private static final class Heard implements Worker.Listener {
        final List<Step> steps = Collections.synchronizedList(new ArrayList<>());
        final List<WorkPart> parts = Collections.synchronizedList(new ArrayList<>());
        final CompletableFuture<Void> firstPart = new CompletableFuture<>();

        @Override
        public void progress(Step step) {
            steps.add(step);
        }

        @Override
        public void part(WorkPart part) {
            parts.add(part);
            firstPart.complete(null);
        }

        String text() {
            var text = new StringBuilder();
            List.copyOf(parts).forEach(part -> text.append(((WorkPart.Text) part).text()));
            return text.toString();
        }
    }

    @Test
    void rowsTokensAndPreviewNeedNoLibtorch() throws Exception {
        try (var own = new Worker(folder.resolve("light.log"), DEATHS::add)) {
            Path file = folder.resolve("20000.jsonl");
            var text = new StringBuilder();
            for (int i = 0; i < 20000; i++) {
                text.append(i % 1000 == 999 ? "{broken " + i : Json.line(Map.of("prompt", "Question " + i + " " + "why ".repeat(50), "completion", "because é 漢字 ".repeat(20)))).append('\n');
            }
            Files.writeString(file, text);
            var machine = own.ask(new WorkRequest.DescribeMachine()).get();
            assertThat(machine.cores()).isEqualTo(Runtime.getRuntime().availableProcessors());
            assertThat(machine.availableBytes()).isPositive().isLessThanOrEqualTo(machine.memoryBytes());
            var heard = new Heard();
            long begin = System.nanoTime();
            var read = own.ask(new WorkRequest.ReadRows(file), heard).answer().get();
            double rowSeconds = (System.nanoTime() - begin) / 1e9;
            assertThat(read).isEqualTo(new WorkRequest.RowsRead("prompt/completion", 19980, 20));
            var batches = heard.parts.stream().map(WorkPart.RowBatch.class::cast).toList();
            assertThat(batches).hasSize(40);
            assertThat(batches.stream().flatMap(b -> b.rows().stream()).map(WorkPart.ReadRow::json)).isEqualTo(text.toString().lines().filter(l -> !l.startsWith("{broken")).toList());
            assertThat(batches.stream().flatMap(b -> b.bad().stream()).toList().getFirst()).matches(bad -> bad.line() == 1000 && bad.text().equals("{broken 999"));
            assertThat(heard.steps).isNotEmpty().allMatch(s -> s.total() == text.toString().getBytes(StandardCharsets.UTF_8).length);

            List<String> rows = batches.stream().flatMap(b -> b.rows().stream()).map(WorkPart.ReadRow::json).limit(2000).toList();
            begin = System.nanoTime();
            var counts = own.ask(new WorkRequest.CountTokens(STARTER, rows)).get().counts();
            double tokenSeconds = (System.nanoTime() - begin) / 1e9;
            System.err.printf("20,000 rows read in %.2f s, 2,000 counted in %.2f s%n", rowSeconds, tokenSeconds);
            assertThat(counts).hasSize(rows.size()).allMatch(c -> c.problem() == null && c.trained() > 0 && c.trained() < c.tokens());
            var preview = own.ask(new WorkRequest.PreviewRow(STARTER, rows.get(7), 4096, 0.25)).get();
            assertThat(preview.pieces()).hasSize(counts.get(7).tokens());
            assertThat(preview.pieces().stream().filter(p -> p.weight() == 1)).hasSize(counts.get(7).trained());
            assertThat(own.ask(new WorkRequest.Inspect(STARTER)).get().kind()).isEqualTo("model");
            own.ask(new WorkRequest.Release()).get();
            if (Files.exists(Path.of("/proc/self/maps"))) {
                assertThat(Files.readString(Path.of("/proc/" + own.pid().orElseThrow() + "/maps"))).doesNotContain("libtorch").contains("tokenizers");
            }
        }
    }

    @Test
    void readingIsCancelled() throws Exception {
        Path file = folder.resolve("many.jsonl");
        Files.writeString(file, "{\"text\":\"a b c d\"}\n".repeat(400_000));
        var heard = new Heard();
        var call = worker.ask(new WorkRequest.ReadRows(file), heard);
        heard.firstPart.get();
        call.cancel();
        assertThatThrownBy(() -> call.answer().get()).isInstanceOf(CancellationException.class);
        assertThat(heard.parts.size()).isLessThan(800);
        var dropped = worker.ask(new WorkRequest.ReadRows(file), Worker.Listener.NONE);
        dropped.answer().cancel(true);
        assertThat(worker.ask(new WorkRequest.Inspect(STARTER)).get().facts().path("architecture").asText()).isNotEmpty();
    }

    @Test
    void aMistakeIsOneLineAndADefectHasItsTrace() throws Exception {
        assertThatThrownBy(() -> worker.ask(new WorkRequest.Inspect(folder.resolve("absent: here"))).get()).hasCauseInstanceOf(UserError.class).hasMessageContaining("absent: here");
        assertThatThrownBy(() -> worker.ask(new WorkRequest.CountTokens(folder, List.of())).get()).hasCauseInstanceOf(UserError.class).hasMessageContaining("tokenizer.json");
        assertThatThrownBy(() -> worker.ask(new WorkRequest.CountTokens(STARTER, null)).get()).cause().isInstanceOfSatisfying(WorkerFailure.class,
                failure -> assertThat(failure.trace()).contains("NullPointerException").contains("\tat dev.atelier.engine"));
    }

    @Test
    void twoAnswersAtOnceAreWhatTheyAreAlone() throws Exception {
        var alone = worker.ask(chat(STARTER, null, 60, 0)).get();
        var other = worker.ask(chat(STARTER, adapter(), 60, 0.7)).get();
        assertThat(alone.tokens()).isBetween(1, 60);
        var heard = new Heard();
        var otherHeard = new Heard();
        var together = worker.ask(chat(STARTER, null, 60, 0), heard).answer();
        var otherTogether = worker.ask(chat(STARTER, adapter(), 60, 0.7), otherHeard).answer();
        assertThat(together.get().text()).isEqualTo(alone.text()).isEqualTo(heard.text());
        assertThat(otherTogether.get().text()).isEqualTo(other.text()).isEqualTo(otherHeard.text());
        assertThat(other.text()).isNotEqualTo(alone.text());
        assertThat(together.get().secondsToFirst()).isPositive();
        assertThat(together.get().tokensPerS()).isPositive();
        System.err.printf("first token: cold %.3f s, warm %.3f s; %.0f tokens/s alone, %.0f of two%n", alone.secondsToFirst(), together.get().secondsToFirst(), alone.tokensPerS(),
                together.get().tokensPerS());
    }

    @Test
    void bothStreamAtOnceAndACancelTakesOneToken() throws Exception {
        worker.ask(endless(0)).cancel(true);
        var first = new Heard();
        var second = new Heard();
        var one = worker.ask(endless(0), first);
        first.firstPart.get();
        var two = worker.ask(endless(1), second);
        second.firstPart.get();
        int before = first.parts.size();
        int others = second.parts.size();
        while (first.parts.size() < before + 10 && !one.answer().isDone()) {
            Thread.sleep(5);
        }
        assertThat(second.parts.size() - others).as("of two that take turns").isBetween(5, 15);
        one.cancel();
        assertThatThrownBy(() -> one.answer().get(2, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
        assertThat(two.answer()).isNotDone();
        two.cancel();
        assertThatThrownBy(() -> two.answer().get(2, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
    }

    @Test
    void aConversationIsAnsweredByItsLastTurn() throws Exception {
        var turns = List.of(new Turn("user", "List three colours."), new Turn("assistant", "Red, green and blue."), new Turn("user", "Say the word tea."));
        var whole = worker.ask(new WorkRequest.Chat(STARTER, null, turns, Sampling.greedy(20), Precision.AUTO, "cpu")).get();
        var last = worker.ask(new WorkRequest.Chat(STARTER, null, turns.subList(0, 1), Sampling.greedy(20), Precision.AUTO, "cpu")).get();
        assertThat(whole.text()).isNotEqualTo(last.text());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aKilledWorkerIsToldAndTheNextQuestionStartsAnother() throws Exception {
        int deaths = DEATHS.size();
        var heard = new Heard();
        var call = worker.ask(endless(0), heard);
        var other = worker.ask(endless(1), Worker.Listener.NONE);
        heard.firstPart.get();
        long pid = worker.pid().orElseThrow();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        for (var lost : List.of(call, other)) {
            assertThatThrownBy(() -> lost.answer().get(5, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(UserError.class)
                    .hasMessageContaining("signal 9").hasMessageContaining("memory").hasMessageContaining("starts again");
        }
        assertThat(worker.alive()).isFalse();
        assertThat(worker.ask(chat(STARTER, null, 5, 0)).get().tokens()).isPositive();
        assertThat(worker.pid().orElseThrow()).isNotEqualTo(pid);
        assertThat(DEATHS).hasSize(deaths + 1);
    }

    /** kill -9 of whoever asks: the child notices by the end of its input. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void itEndsWithItsParent() throws Exception {
        var parent = ChildJava.of(List.of(), LonelyParent.class.getName(), List.of(folder.resolve("lonely.log").toString(), STARTER.toString()));
        var process = parent.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        long pid = Long.parseLong(process.inputReader().readLine());
        var child = ProcessHandle.of(pid).orElseThrow();
        assertThat(child.isAlive()).isTrue();
        process.destroyForcibly().waitFor();
        child.onExit().get(6, TimeUnit.SECONDS);
        assertThat(child.isAlive()).isFalse();
    }

    @Test
    void sizesAreThoseOfTheFiles() throws Exception {
        for (String quant : List.of("F32", "F16", "Q8_0", "Q4_0")) {
            assertSize(STARTER, null, "gguf", quant);
        }
        assertSize(STARTER, null, "hf", "F16");
        assertSize(LLAMA, LLAMA.resolve("adapter_final"), "hf", "F16");
        assertSize(LLAMA, LLAMA.resolve("adapter_final"), "peft", "F16");
    }

    private static void assertSize(Path source, Path adapter, String format, String quant) throws Exception {
        Path out = folder.resolve(format + quant + source.getFileName() + (format.equals("gguf") ? ".gguf" : ""));
        long said = worker.ask(new WorkRequest.ExportSize(source, adapter, format, quant)).get().bytes();
        var heard = new Heard();
        var written = worker.ask(new WorkRequest.Export(source, adapter, format, quant, out, quant.equals("F32")), heard).answer().get();
        assertThat((double) said / written.bytes()).as(format + " " + quant).isCloseTo(1, within(0.02));
        assertThat(heard.steps).isNotEmpty();
        if (quant.equals("F32")) {
            assertThat(written.relative()).isLessThan(1e-3);
        }
    }

    @Test
    void aCancelledExportLeavesNothing() throws Exception {
        Path out = Files.createDirectories(folder.resolve("cancelled"));
        var asked = worker.ask(new WorkRequest.Export(STARTER, null, "gguf", "F32", out.resolve("a.gguf"), true), Worker.Listener.NONE);
        asked.cancel();
        assertThatThrownBy(() -> asked.answer().get()).isInstanceOf(CancellationException.class);
        assertThat(out).isEmptyDirectory();
    }

    @Test
    void aRunIsPrepared() throws Exception {
        var settings = Json.parse("{\"rank\": 4, \"max_steps\": 3}", "settings");
        Path run = folder.resolve("run");
        var request = new WorkRequest.PrepareRun("mine", STARTER, Path.of("sample-projects/company-faq/train.jsonl"), null, settings, false, run);
        var prepared = worker.ask(request).get();
        assertThat(prepared.trainRows()).isGreaterThan(prepared.valRows()).isPositive();
        assertThat(Json.parse(Files.readString(run.resolve("run.json")), "run").at("/settings/rank").asInt()).isEqualTo(4);
        assertThatThrownBy(() -> worker.ask(request).get()).hasCauseInstanceOf(UserError.class).hasMessageContaining("another folder");
        assertThat(worker.ask(new WorkRequest.Inspect(run)).get().kind()).isEqualTo("run");
    }

    private static WorkRequest.Chat chat(Path model, Path adapter, int tokens, double temperature) {
        return new WorkRequest.Chat(model, adapter, List.of(new Turn("user", "What is the opposite of hot?")), new Sampling(tokens, temperature, 3), Precision.AUTO, "cpu");
    }

    /** At this temperature the end comes once in four thousand tokens. */
    private static WorkRequest.Chat endless(long seed) {
        return new WorkRequest.Chat(STARTER, null, List.of(new Turn("user", "Go on.")), new Sampling(900, 100, seed), Precision.AUTO, "cpu");
    }

    /** A trained adapter is not at hand: one of the right shapes with values of some size. */
    private static Path adapter() throws IOException {
        Path adapter = folder.resolve("adapter");
        return Files.isDirectory(adapter) ? adapter : RandomAdapter.write(adapter, STARTER);
    }
}
