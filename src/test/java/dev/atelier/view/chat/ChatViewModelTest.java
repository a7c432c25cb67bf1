package dev.atelier.view.chat;

import static dev.atelier.view.Fx.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.work.WorkRequest;
import dev.atelier.store.ChatMessage;
import dev.atelier.store.ChatMessage.Role;
import dev.atelier.ui.Undo;
import dev.atelier.view.Fx;
import dev.atelier.view.OpenProject;
import dev.atelier.view.OpenProjectTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Chats with a real worker on the starter model, kept in a real project. */
@Timeout(180)
class ChatViewModelTest extends OpenProjectTest {
    private static final String QUESTION = "What is the opposite of hot?";

    private ChatViewModel trained() throws Exception {
        project.finishedRun("run-1");
        var model = project.get(ChatViewModel.class);
        await("the run is found", () -> model.voices().of(Role.TUNED).get() != null);
        return model;
    }

    private static Turn turn(ChatViewModel model, int index) {
        return Fx.call(() -> model.talks().current().turns().get(index));
    }

    private static Turn ask(ChatViewModel model, String question) {
        Fx.run(() -> {
            model.draftProperty().set(question);
            model.send();
        });
        await("an answer", () -> !model.isRunning());
        return Fx.call(() -> model.talks().current().turns().getLast());
    }

    @Test
    void bothAnswerAndEverythingIsThereAfterReopening() throws Exception {
        var model = trained();
        Turn first = ask(model, QUESTION);
        assertThat(Fx.call(() -> model.draftProperty().get())).isEmpty();
        String base = first.base().textProperty().get();
        String tuned = first.tuned().textProperty().get();
        assertThat(base).isNotEmpty().isNotEqualTo(tuned);
        assertThat(first.base().makingProperty().get().run()).isNull();
        assertThat(first.tuned().makingProperty().get().run()).isEqualTo(model.voices().of(Role.TUNED).get().run().id());
        assertThat(model.told(first.base())).contains("first after", "token");
        var alone = new WorkRequest.Chat(Path.of("sample-projects/starter-model").toAbsolutePath(), null, List.of(new WorkRequest.Turn("user", QUESTION)), dev.atelier.domain.Sampling.greedy(256),
                dev.atelier.domain.TrainingConfig.Precision.AUTO, "auto");
        assertThat(project.worker().ask(alone).get().text()).as("what the base says by itself").isEqualTo(base);
        ask(model, "And of wet?");
        Fx.run(() -> model.rate(first.tuned(), 1));
        Fx.run(() -> model.settingsProperty().set(new ChatSettings(0.7, 32, 9, "Be short.")));
        project.close();

        open();
        var again = project.get(ChatViewModel.class);
        await("the conversation", () -> again.talks().current().turns().size() == 2);
        Turn kept = turn(again, 0);
        assertThat(kept.question()).isEqualTo(QUESTION);
        assertThat(kept.base().textProperty().get()).isEqualTo(base);
        assertThat(kept.tuned().textProperty().get()).isEqualTo(tuned);
        assertThat(kept.tuned().ratingProperty().get()).isEqualTo(1);
        assertThat(kept.base().makingProperty().get().secondsToFirst()).isPositive();
        assertThat(Fx.call(() -> again.talks().current().titleProperty().get())).isEqualTo(QUESTION);
        assertThat(Fx.call(() -> again.settingsProperty().get())).isEqualTo(new ChatSettings(0.7, 32, 9, "Be short."));
    }

    @Test
    void eachGoesOnFromItsOwnAnswers() throws Exception {
        var model = trained();
        Turn first = ask(model, QUESTION);
        Turn second = Turn.of(2, "And of wet?");
        var told = Fx.call(() -> {
            model.talks().current().turns().add(second);
            return model.talks().current().before(second, Role.TUNED, " Be short. ");
        });
        assertThat(told).containsExactly(new WorkRequest.Turn("system", "Be short."), new WorkRequest.Turn("user", QUESTION),
                new WorkRequest.Turn("assistant", first.tuned().textProperty().get()), new WorkRequest.Turn("user", "And of wet?"));
    }

    @Test
    void aStoppedAnswerKeepsWhatCameAndComesInFewUpdates() throws Exception {
        var model = trained();
        var updates = new ArrayList<Long>();
        Turn turn = speaking(model, () -> updates.add(System.nanoTime()));
        assertThat(Fx.call(model::stop)).isTrue();
        await("the stop", () -> !model.isRunning());
        assertThat(turn.tuned().stateProperty().get()).isIn(Answer.State.STOPPED, Answer.State.DONE);
        assertThat(turn.tuned().textProperty().get()).isNotEmpty();
        double seconds = (updates.getLast() - updates.getFirst()) / 1e9;
        assertThat(updates.size()).as("updates in " + seconds + " s").isLessThanOrEqualTo((int) (seconds * 31) + 3);
        String text = turn.tuned().textProperty().get();
        project.close();

        open();
        var talks = project.get(ChatViewModel.class).talks();
        await("the conversation", () -> !talks.current().turns().isEmpty());
        assertThat(Fx.call(() -> talks.current().turns().getLast().tuned().textProperty().get())).isEqualTo(text);
    }

    /** A turn whose answer is coming and goes on: which seeds make long ones depends on the machine's rounding. */
    private static Turn speaking(ChatViewModel model, Runnable updated) throws Exception {
        for (int i = 0; i < 30; i++) {
            int seed = i;
            Turn turn = Fx.call(() -> {
                model.settingsProperty().set(new ChatSettings(2, 900, seed, ""));
                model.ask("Tell me a very long story about the sea.");
                return model.talks().current().turns().getLast();
            });
            Fx.run(() -> turn.tuned().textProperty().addListener((property, was, now) -> updated.run()));
            await("some text", () -> turn.tuned().textProperty().get().length() > 20 || !model.isRunning());
            if (Fx.call(model::isRunning)) {
                return turn;
            }
        }
        throw new AssertionError("thirty short answers");
    }

    @Test
    void closingTheProjectKeepsWhatCame() throws Exception {
        var model = trained();
        speaking(model, () -> {});
        project.close();
        open();
        var file = project.get(dev.atelier.store.ProjectFile.class);
        long talk = file.chats().conversations().getFirst().id();
        assertThat(file.chats().messages(talk)).filteredOn(message -> message.role() == Role.TUNED).last().extracting(ChatMessage::text).asString().hasSizeGreaterThan(20);
    }

    @Test
    void theBaseAloneAnswersBeforeTraining() {
        var model = project.get(ChatViewModel.class);
        Turn turn = ask(model, QUESTION);
        assertThat(turn.base().textProperty().get()).isNotEmpty();
        assertThat(turn.tuned().stateProperty().get()).isEqualTo(Answer.State.MISSING);
        assertThat(model.missing(turn.tuned())).contains("Train first");
        assertThat(model.repeatable(turn.tuned())).isFalse();
    }

    @Test
    void aFailureIsToldInPlaceAndCanBeAskedAgain() throws Exception {
        var model = project.get(ChatViewModel.class);
        Turn turn = ask(model, "too long ".repeat(1500));
        assertThat(turn.base().stateProperty().get()).isEqualTo(Answer.State.FAILED);
        assertThat(turn.base().problemProperty().get()).contains("1024 positions").doesNotContain("\n");
        Turn fine = ask(model, QUESTION);
        String before = fine.base().textProperty().get();
        assertThat(before).isNotEmpty();
        Fx.run(() -> model.again(fine, Role.BASE));
        await("an answer", () -> !model.isRunning());
        assertThat(fine.base().textProperty().get()).isEqualTo(before);
        var file = project.get(dev.atelier.store.ProjectFile.class);
        file.flush();
        assertThat(file.chats().messages(file.chats().conversations().getFirst().id())).filteredOn(message -> message.role() == Role.BASE).as("one answer is kept").hasSize(1);
    }

    @Test
    void anotherAdapterAnswersAgainAndIsKept() throws Exception {
        project.finishedRun("run-2");
        var model = trained();
        await("both runs", () -> model.voices().all(Role.TUNED).size() == 2);
        Turn turn = ask(model, QUESTION);
        String first = turn.tuned().textProperty().get();
        Voice other = Fx.call(() -> model.voices().all(Role.TUNED).stream().filter(voice -> !voice.equals(model.voices().of(Role.TUNED).get())).findFirst().orElseThrow());
        Fx.run(() -> model.again(turn, Role.TUNED, other));
        await("an answer", () -> !model.isRunning());
        assertThat(turn.tuned().makingProperty().get().run()).isEqualTo(other.run().id());
        assertThat(model.told(turn.tuned())).startsWith(other.run().name());
        Fx.run(() -> model.again(turn, Role.TUNED));
        await("an answer", () -> !model.isRunning());
        assertThat(turn.tuned().textProperty().get()).as("the first voice again").isEqualTo(first);
        assertThat(model.told(turn.tuned())).doesNotContain("run-");
        Fx.run(() -> model.again(turn, Role.BASE, other));
        await("an answer", () -> !model.isRunning());
        assertThat(model.told(turn.base())).startsWith(other.run().name());
    }

    @Test
    void anAdapterFromElsewhereAnswersAndIsRemembered() throws Exception {
        project.finishedRun("run-1");
        Path elsewhere = Files.createDirectories(root.resolve("elsewhere"));
        try (var files = Files.list(project.folder().resolve("runs/run-1/adapter"))) {
            for (Path file : files.toList()) {
                Files.copy(file, elsewhere.resolve(file.getFileName()));
            }
        }
        var model = project.get(ChatViewModel.class);
        await("the run is found", () -> model.voices().of(Role.TUNED).get() != null);
        Turn turn = ask(model, QUESTION);
        String byRun = turn.tuned().textProperty().get();
        Fx.run(() -> model.voices().add(project.folder()));
        Fx.run(() -> model.voices().add(elsewhere));
        var voice = new Voice(null, elsewhere.toAbsolutePath());
        await("the adapter", () -> voice.equals(model.voices().of(Role.TUNED).get()));
        Turn second = ask(model, QUESTION);
        Fx.run(() -> model.again(turn, Role.TUNED));
        await("an answer", () -> !model.isRunning());
        assertThat(turn.tuned().textProperty().get()).as("the same weights").isEqualTo(byRun);
        assertThat(second.tuned().makingProperty().get().adapter()).isEqualTo(elsewhere.toAbsolutePath());
        project.close();

        open();
        var again = project.get(ChatViewModel.class);
        await("the conversation", () -> again.talks().current().turns().size() == 2);
        await("the run and the adapter", () -> again.voices().all(Role.TUNED).size() == 2 && again.voices().of(Role.TUNED).get() != null);
        assertThat(Fx.call(() -> List.copyOf(again.voices().all(Role.TUNED)))).contains(voice);
        assertThat(again.told(turn(again, 1).tuned())).startsWith("elsewhere");
    }

    @Test
    void settingsOfAnEarlierVersionAreRead() {
        var read = ChatSettings.read("{\"temperature\":0.7,\"maxTokens\":32,\"seed\":9,\"system\":\"Be short.\"}");
        assertThat(read).isEqualTo(new ChatSettings(0.7, 32, 9, "Be short."));
        var all = new ChatSettings(0.7, 32, 9, "", 40, 0.9, 0.05, 1.1, "END\n\\n\\n\n");
        assertThat(ChatSettings.read(all.write())).isEqualTo(all);
        assertThat(all.sampling().stop()).containsExactly("END", "\n\n");
    }

    @Test
    void aDeletedConversationComesBack() {
        var model = project.get(ChatViewModel.class);
        ask(model, QUESTION);
        var undo = project.get(Undo.class);
        Talk talk = Fx.call(() -> model.talks().current());
        Fx.run(() -> model.talks().rename(talk, "Opposites"));
        Fx.run(() -> model.talks().delete(talk));
        assertThat(Fx.call(() -> model.talks().all().size())).isZero();
        assertThat(Fx.call(() -> model.talks().current().turns().size())).isZero();
        Fx.run(undo::undo);
        await("it is back", () -> model.talks().current() == talk);
        Fx.run(undo::undo);
        assertThat(Fx.call(() -> talk.titleProperty().get())).isEqualTo(QUESTION);
    }

    @Test
    void rowsTheTrainingHasNotSeenAreSuggested() throws Exception {
        var model = trained();
        await("suggestions", () -> model.suggestions().size() == 3);
        String heldout = java.nio.file.Files.readString(Path.of("sample-projects/company-faq/heldout.jsonl"));
        assertThat(Fx.call(() -> List.copyOf(model.suggestions()))).doesNotHaveDuplicates().allMatch(prompt -> heldout.contains(prompt));
    }
}
