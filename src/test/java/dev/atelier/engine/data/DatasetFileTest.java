package dev.atelier.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.Progress;
import dev.atelier.domain.UserError;
import dev.atelier.engine.text.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetFileTest {
    private static final String GOOD = "{\"prompt\": \"2+2=\", \"completion\": \"4\"}";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    private Dataset read(String content) throws IOException {
        return read(content.getBytes(StandardCharsets.UTF_8));
    }

    private Dataset read(byte[] content) throws IOException {
        var file = folder.resolve("data.jsonl");
        Files.write(file, content);
        return DatasetFile.read(file, Progress.NONE);
    }

    private static Row.Conversation conversation(Dataset dataset) {
        assertThat(dataset.findings()).isEmpty();
        return (Row.Conversation) dataset.rows().getFirst().row();
    }

    @Test
    void promptAndCompletion() throws IOException {
        var dataset = read(GOOD);
        assertThat(conversation(dataset).messages()).containsExactly(new Message("user", "2+2="), new Message("assistant", "4"));
        assertThat(conversation(dataset).separator()).isEmpty();
        assertThat(dataset.shape()).isEqualTo("prompt/completion");
        assertThat(dataset.rows().getFirst().raw()).isEqualTo(GOOD);
    }

    @Test
    void alpacaWithAndWithoutInput() throws IOException {
        var dataset = read("""
                {"instruction": "Translate", "input": "chat", "output": "cat"}
                {"instruction": "Say hi", "input": "", "output": "hi"}
                {"instruction": "Say ho", "output": "ho", "check": {"type": "equals"}}
                """);
        assertThat(dataset.report()).isEqualTo(new DataReport(3, 0, "alpaca", List.of(), Map.of()));
        assertThat(dataset.rows().stream().map(r -> ((Row.Conversation) r.row()).messages().getFirst().content()))
                .containsExactly("Translate\n\nchat", "Say hi", "Say ho");
    }

    @Test
    void openAiMessagesWithPartsAndToolCalls() throws IOException {
        var dataset = read("{\"messages\": [{\"role\": \"system\", \"content\": \"s\"}, {\"role\": \"user\", \"content\": [{\"type\": \"text\", \"text\": \"u\"}]},"
                + " {\"role\": \"assistant\", \"content\": null, \"tool_calls\": [{\"function\": {\"name\": \"f\"}}]}, {\"role\": \"assistant\", \"content\": \"a\"}],"
                + " \"tools\": [{\"name\": \"f\"}]}");
        var row = conversation(dataset);
        assertThat(dataset.shape()).isEqualTo("messages");
        assertThat(row.messages().stream().map(Message::content)).containsExactly("s", "u", "", "a");
        assertThat(row.messages().get(2).more()).containsKey("tool_calls").containsEntry("content", null);
        assertThat(row.variables()).containsKey("tools");
        assertThat(row.prompt().messages()).hasSize(3);
        assertThat(row.answer()).isEqualTo("a");
    }

    @Test
    void shareGpt() throws IOException {
        var dataset = read("{\"conversations\": [{\"from\": \"human\", \"value\": \"u\"}, {\"from\": \"gpt\", \"value\": \"a\"}]}");
        assertThat(conversation(dataset).messages()).containsExactly(new Message("user", "u"), new Message("assistant", "a"));
        assertThat(dataset.shape()).isEqualTo("sharegpt");
    }

    @Test
    void text() throws IOException {
        assertThat(read("{\"text\": \"once\"}").rows().getFirst().row()).isEqualTo(new Row.PlainText("once"));
    }

    @Test
    void byteOrderMarkWindowsLinesAndEmptyLinesAreNoMatter() throws IOException {
        var dataset = read("\ufeff" + GOOD + "\r\n\r\n   \n\n" + GOOD + "\r\n" + GOOD);
        assertThat(dataset.bad()).isZero();
        assertThat(dataset.rows().stream().map(DataRow::line)).containsExactly(1, 5, 6);
        assertThat(dataset.rows()).allSatisfy(row -> assertThat(row.raw()).isEqualTo(GOOD));
    }

    @Test
    void aLineOfAMegabyte() throws IOException {
        var dataset = read(GOOD + "\n{\"prompt\": \"" + "\u00e9x".repeat(700_000) + "\", \"completion\": \"4\"}\n" + GOOD);
        assertThat(dataset.bad()).isZero();
        assertThat(dataset.rows()).hasSize(3);
        assertThat(((Row.Conversation) dataset.rows().get(1).row()).messages().getFirst().content()).hasSize(1_400_000);
    }

    @Test
    void bytesThatAreNotUtf8AreNamed() throws IOException {
        var latin = "{\"prompt\": \"caf\u00e9\", \"completion\": \"4\"}".getBytes(StandardCharsets.ISO_8859_1);
        var good = (GOOD + "\n").getBytes(StandardCharsets.UTF_8);
        var bytes = new byte[good.length + latin.length];
        System.arraycopy(good, 0, bytes, 0, good.length);
        System.arraycopy(latin, 0, bytes, good.length, latin.length);
        assertThat(read(bytes).findings()).containsExactly(new Finding(2, "not UTF-8: byte 0xE9 at byte 16 of the line"));
        assertThat(read((GOOD + "\n").getBytes(StandardCharsets.UTF_16)).findings().getFirst()).isEqualTo(new Finding(1, "the file is UTF-16: save it as UTF-8"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\u00a6',
            quoteCharacter = '`',
            textBlock = """
            {"prompt": "a", "completion": "b"          ¦ not JSON
            {"prompt": "a", "completion": "b"} x       ¦ not JSON
            {"prompt": "a", "prompt": "b"}             ¦ not JSON
            nonsense                                   ¦ not JSON
            []                                         ¦ wanted a JSON object, found array
            null                                       ¦ wanted a JSON object, found null
            7                                          ¦ wanted a JSON object, found number
            {}                                         ¦ no known shape
            {"question": "a", "answer": "b"}           ¦ found question, answer
            {"prompt": "a"}                            ¦ no known shape
            {"prompt": 1, "completion": "b"}           ¦ prompt: wanted text, found number
            {"prompt": "a", "completion": null}        ¦ completion: wanted text, found null
            {"prompt": "a", "completion": " "}         ¦ completion is empty
            {"prompt": "a", "completion": "\\ud83d"}   ¦ half a character
            {"messages": []}                           ¦ messages is empty
            {"messages": {}}                           ¦ wanted a list of turns, found object
            {"messages": ["a"]}                        ¦ messages[0]: wanted an object, found string
            {"messages": [{"content": "a"}]}           ¦ messages[0].from: wanted text, found nothing
            {"messages": [{"role": "user", "content": "a"}]} ¦ no assistant turn
            {"messages": [{"role": "robot", "content": "a"}]} ¦ unknown role 'robot'
            {"messages": [{"role": "assistant", "content": ""}]} ¦ content is empty
            {"messages": [{"role": "assistant", "content": 3}]} ¦ messages[0].content: wanted text, found number
            {"messages": [{"role": "user", "content": [{"type": "image"}]}]} ¦ found a part of type 'image'
            {"text": ["a"]}                            ¦ text: wanted text, found array
            {"text": "a", "label": ""}                 ¦ label is empty
            {"text": "a", "label": 1.5}                ¦ label: wanted a name or a whole number from 0, found 1.5
            {"text": "a", "label": -1}                 ¦ found -1
            {"text": "a", "label": 99999999999}        ¦ found 99999999999
            {"text": "a", "label": ["b"]}              ¦ found array
            {"text": " ", "label": "b"}                ¦ text is empty
            """)
    void badLinesAreNamedWithTheirReason(String line, String reason) throws IOException {
        var dataset = read(GOOD + "\n" + line + "\n" + GOOD + "\n");
        assertThat(dataset.rows()).hasSize(2);
        assertThat(dataset.bad()).isEqualTo(1);
        assertThat(dataset.findings().getFirst().line()).isEqualTo(2);
        assertThat(dataset.findings().getFirst().reason()).contains(reason);
    }

    @Test
    void nestingBeyondReasonIsAFindingNotACrash() throws IOException {
        var deep = "{\"prompt\": " + "[".repeat(200_000);
        assertThat(read(deep).findings().getFirst().reason()).contains("not JSON").contains("depth");
    }

    @Test
    void aRowOfAnotherShapeIsAFinding() throws IOException {
        var dataset = read(GOOD + "\n{\"text\": \"t\"}\n");
        assertThat(dataset.findings()).containsExactly(new Finding(2, "a row of shape text in a file of prompt/completion rows"));
    }

    @Test
    void badLinesNeedConsent() throws IOException {
        var file = folder.resolve("data.jsonl");
        Files.writeString(file, GOOD + "\nx\n{}\n");
        assertThatThrownBy(() -> Dataset.load(file, false, Progress.NONE))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith(file + ":2: not JSON")
                .hasMessageContaining("1 more bad line")
                .hasMessageContaining("--skip-bad");
        var dataset = Dataset.load(file, true, Progress.NONE);
        assertThat(dataset.rows()).hasSize(1);
        assertThat(dataset.bad()).isEqualTo(2);
        assertThat(DataCheck.run(file, Progress.NONE)).isEqualTo(dataset.report());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "\ufeff"})
    void nothingAtAll(String content) throws IOException {
        var file = folder.resolve("data.jsonl");
        Files.writeString(file, content);
        assertThat(DataCheck.run(file, Progress.NONE)).isEqualTo(new DataReport(0, 0, "none", List.of(), Map.of()));
        assertThatThrownBy(() -> Dataset.load(file, true, Progress.NONE)).isInstanceOf(UserError.class).hasMessageContaining("rows");
        assertThatThrownBy(() -> DataCheck.run(folder, Progress.NONE)).isInstanceOf(UserError.class).hasMessageContaining("a folder");
    }

    @Test
    void aJsonArray() throws IOException {
        var file = folder.resolve("data.json");
        Files.writeString(file, "\ufeff[\n " + GOOD + ",\n 7,\n " + GOOD + "\n]\n");
        var dataset = DatasetFile.read(file, Progress.NONE);
        assertThat(dataset.rows().stream().map(DataRow::line)).containsExactly(2, 4);
        assertThat(dataset.findings()).containsExactly(new Finding(3, "wanted a JSON object, found number"));
        assertThat(dataset.rows().getFirst().raw()).doesNotContain("\n");
        Files.writeString(file, "[\n " + GOOD + ",\n {\"prompt\": ");
        var cut = DatasetFile.read(file, Progress.NONE);
        assertThat(cut.rows()).hasSize(1);
        assertThat(cut.findings()).hasSize(1);
        Files.writeString(file, "[" + GOOD);
        assertThat(DatasetFile.read(file, Progress.NONE).findings()).hasSize(1);
    }
}
