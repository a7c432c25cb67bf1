package dev.atelier.view.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.work.WorkRequest.RowPreview.Piece;
import dev.atelier.store.StoredRow;
import java.util.ArrayList;
import java.util.List;
import javafx.collections.ListChangeListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of a row's text without asking anybody. */
class RowTextTest {
    @ParameterizedTest
    @ValueSource(strings = {"{\"prompt\":\"a b\",\"completion\":\"c, {d} \\\" : \\\\\"}", "{\"messages\":[{\"role\":\"user\",\"content\":\"\"}],\"n\":1.10,\"e\":1e400,\"x\":[],\"y\":{}}",
        "{\"text\":\"]\"}"})
    void prettyTextIsTheSameRow(String line) {
        String pretty = JsonText.pretty(line);
        assertThat(pretty.lines().count()).isGreaterThan(2);
        assertThat(JsonText.compact(pretty)).isEqualTo(line);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"prompt\":\"q\",\"completion\":\"a\"} | user:q assistant:a",
        "{\"instruction\":\"do\",\"input\":\"this\",\"output\":\"a\"} | user:do user:this assistant:a",
        "{\"instruction\":\"do\",\"output\":\"a\"} | user:do assistant:a",
        "{\"messages\":[{\"role\":\"system\",\"content\":\"s\"},{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"}]} | system:s user:q assistant:a",
        "{\"conversations\":[{\"from\":\"human\",\"value\":\"q\"},{\"from\":\"gpt\",\"value\":\"a\"}]} | user:q assistant:a",
        "{\"prompt\":[{\"role\":\"user\",\"content\":\"q\"}],\"completion\":[{\"role\":\"assistant\",\"content\":\"a\"}]} | user:q assistant:a",
        "{\"text\":\"t\",\"label\":\"good\"} | input:t label:good",
        "{\"text\":\"t\"} | text:t"})
    void everyTextIsFoundAndCanBeChanged(String json, String expected) {
        List<RowTurn> turns = RowTurn.of(json);
        assertThat(String.join(" ", turns.stream().map(turn -> turn.role() + ":" + turn.text()).toList())).isEqualTo(expected);
        for (int i = 0; i < turns.size(); i++) {
            List<RowTurn> changed = RowTurn.of(turns.get(i).with(json, "new \"words\"\n"));
            assertThat(changed.get(i).text()).isEqualTo("new \"words\"\n");
            changed.set(i, turns.get(i));
            assertThat(changed).isEqualTo(turns);
        }
    }

    @Test
    void aCallOfToolsIsShownAndNotEditedAsText() {
        List<RowTurn> turns = RowTurn.of("{\"messages\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"1\"}]}]}");
        assertThat(turns.get(1).editable()).isFalse();
        assertThat(turns.get(1).text()).contains("tool_calls");
    }

    @Test
    void aLineShowsTheBeginningOfPromptAndAnswer() {
        var row = new StoredRow(7, 3, 12, "prompt/completion", "{\"prompt\":\"a\\n\\nb\",\"completion\":\"" + "x".repeat(1000) + "\"}", null, 700, 600, null, 0);
        RowLine line = RowLine.of(row);
        assertThat(line.prompt()).isEqualTo("a ↵ ↵ b");
        assertThat(line.answer()).hasSize(241).endsWith("…");
        assertThat(line.position()).isEqualTo(3);
    }

    @Test
    void tokensAreWrappedAtTheWidthAndAtLineEnds() {
        var pieces = List.of(new Piece(1, "abc", 1), new Piece(2, "de", 1), new Piece(3, "\n", 1), new Piece(4, "日本", 1), new Piece(5, "", 0), new Piece(6, "much too long", 1));
        var lines = TokenLines.wrap(pieces, 6);
        assertThat(lines).extracting(line -> line.stream().map(TokenLines::shown).toList())
                .containsExactly(List.of("abc", "de", "↵"), List.of("日本", "·"), List.of("much too long"));
        assertThat(TokenLines.wrap(List.of(), 6)).isEmpty();
    }

    @Test
    void onlyWhatChangedBetweenTwoOrdersIsTold() {
        var ids = new RowIds();
        ids.set(1, 2, 3, 4, 5);
        var told = new ArrayList<String>();
        ids.addListener((ListChangeListener<Long>) change -> {
            while (change.next()) {
                told.add(change.getFrom() + "-" + change.getTo() + " without " + change.getRemoved());
            }
        });
        ids.set(1, 2, 3, 4, 5);
        assertThat(told).isEmpty();
        ids.set(1, 2, 5);
        ids.set(1, 2, 5, 6);
        ids.set(9);
        assertThat(told).containsExactly("2-2 without [3, 4]", "3-4 without []", "0-1 without [1, 2, 5, 6]");
        assertThat(ids).containsExactly(9L);
        assertThat(ids.indexOf(9L)).isZero();
        assertThat(ids.contains(1L)).isFalse();
    }
}
