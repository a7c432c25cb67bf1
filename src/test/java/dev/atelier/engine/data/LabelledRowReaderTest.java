package dev.atelier.engine.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.work.WorkRequest.RowPreview.Piece;
import dev.atelier.domain.work.WorkRequest.Turn;
import dev.atelier.engine.text.Tokenizer;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelledRowReaderTest {
    private static Tokenizer tokenizer;

    @BeforeAll
    static void open() {
        tokenizer = Tokenizer.open(Path.of("sample-projects/starter-model"));
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"text\":\"a fine caf\u00e9\",\"label\":\"good\"}", "{\"instruction\":\"a fine caf\u00e9\",\"output\":\"good\"}"})
    void theTextIsReadAndTheLabelLearned(String row) {
        var preview = LabelledRowReader.preview(row, tokenizer, 512);
        assertThat(preview.problem()).isNull();
        assertThat(preview.label()).isEqualTo("good");
        assertThat(preview.turns()).containsExactly(new Turn("input", "a fine caf\u00e9"), new Turn("label", "good"));
        assertThat(preview.pieces().stream().map(Piece::text).collect(Collectors.joining())).isEqualTo("a fine caf\u00e9");
        assertThat(preview.pieces()).extracting(Piece::weight).containsOnly(0.0);
        var count = LabelledRowReader.count(row, tokenizer);
        assertThat(count.tokens()).isEqualTo(preview.pieces().size());
        assertThat(count.trained()).isZero();
        assertThat(count.problem()).isNull();
        assertThat(LabelledRowReader.preview(row, tokenizer, 2).cut()).isTrue();
    }

    @Test
    void aDocumentHasNothingToName() {
        assertThat(LabelledRowReader.count("{\"text\":\"alone\"}", tokenizer).problem()).contains("label");
        assertThat(LabelledRowReader.preview("{\"text\":\"alone\"}", tokenizer, 9).problem()).contains("label");
        assertThat(LabelledRowReader.preview("[1]", tokenizer, 9).problem()).contains("object");
    }
}
