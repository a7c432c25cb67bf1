package dev.atelier.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CheckTest {
    private static Check check(String json) {
        return Check.of(Json.parse(json, "here"), "heldout.jsonl line 3");
    }

    @Test
    void equalsTrimsAndNothingElse() {
        var check = check("{\"type\":\"equals\",\"value\":\"positive\"}");
        assertThat(check.judge(" positive\n")).isTrue();
        assertThat(check.judge("Positive")).isFalse();
        assertThat(check.judge("positive.")).isFalse();
    }

    @Test
    void containsAllNeedsEachValueInWhateverCase() {
        var check = check("{\"type\":\"contains_all\",\"values\":[\"9:30\",\"Quarry Lane\"]}");
        assertThat(check.judge("From 9:30, at 27 quarry lane.")).isTrue();
        assertThat(check.judge("From 9:30.")).isFalse();
    }

    @Test
    void linesComparesTrimmedLinesInOrder() {
        var check = check("{\"type\":\"lines\",\"lines\":[\"FROM node:20\",\"EXPOSE 80\"]}");
        assertThat(check.judge("\n  FROM node:20 \r\n\nEXPOSE 80\n")).isTrue();
        assertThat(check.judge("EXPOSE 80\nFROM node:20")).isFalse();
        assertThat(check.judge("FROM node:20\nEXPOSE 80\nUSER app")).isFalse();
    }

    @Test
    void isReadBackAsItWasWritten() {
        for (var check : List.of(new Check.Equals("a"), new Check.ContainsAll(List.of("a", "b")), new Check.Lines(List.of("a", "b")))) {
            assertThat(check(Json.line(check.json()))).isEqualTo(check);
        }
    }

    @Test
    void namesThePlaceOfABadCheck() {
        assertThatThrownBy(() -> check("{\"type\":\"regex\"}")).isInstanceOf(UserError.class).hasMessageContaining("heldout.jsonl line 3").hasMessageContaining("regex");
        assertThatThrownBy(() -> check("{\"type\":\"lines\",\"lines\":[]}")).isInstanceOf(UserError.class);
        assertThatThrownBy(() -> check("{\"type\":\"equals\"}")).isInstanceOf(UserError.class);
    }
}
