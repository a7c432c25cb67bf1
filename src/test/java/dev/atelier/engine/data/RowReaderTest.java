package dev.atelier.engine.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.work.WorkRequest.RowPreview.Piece;
import dev.atelier.engine.text.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowReaderTest {
    private static final String CHAT = "{\"messages\":[{\"role\":\"system\",\"content\":\"be brief\"},{\"role\":\"user\",\"content\":\"caf\u00e9?\"},"
            + "{\"role\":\"assistant\",\"content\":\"na\u00efve \u6f22\u5b57 \ud83d\ude00!\"},{\"role\":\"user\",\"content\":\"more\"},{\"role\":\"assistant\",\"content\":\"no\"}]}";
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
    @ValueSource(strings = {CHAT, "{\"prompt\":\"2 + 2 =\",\"completion\":\" 4\"}", "{\"instruction\":\"add\",\"input\":\"1 1\",\"output\":\"2\"}", "{\"text\":\"\u6f22\u5b57 and words\"}"})
    void idsAndWeightsAreThoseOfTraining(String row) throws Exception {
        for (int maxLength : List.of(5, 11, 4096)) {
            var built = new ExampleBuilder(tokenizer, 0.25, maxLength).build(RowParser.parse(1, row).row());
            var preview = RowReader.preview(row, tokenizer, maxLength, 0.25);
            assertThat(preview.pieces().stream().mapToInt(Piece::id)).containsExactly(Arrays.stream(built.example().ids()).boxed().toArray(Integer[]::new));
            for (int i = 0; i < built.example().length(); i++) {
                assertThat(preview.pieces().get(i).weight()).isEqualTo(built.example().weights()[i]);
            }
            assertThat(preview.cut()).isEqualTo(built.cut()).isEqualTo(built.example().length() == maxLength);
            assertThat(preview.problem() == null).isEqualTo(built.example().learns());
        }
        var count = RowReader.count(row, tokenizer);
        var whole = RowReader.preview(row, tokenizer, 4096, 0);
        assertThat(count.tokens()).isEqualTo(whole.pieces().size());
        assertThat(count.trained()).isEqualTo((int) whole.pieces().stream().filter(p -> p.weight() == 1).count()).isPositive();
    }

    @Test
    void thePiecesAreTheRenderedTextAndNoHalfCharacter() {
        var preview = RowReader.preview(CHAT, tokenizer, 4096, 0);
        assertThat(preview.pieces().stream().map(Piece::text).collect(Collectors.joining())).isEqualTo(
                "<|im_start|>system\nbe brief<|im_end|>\n<|im_start|>user\ncaf\u00e9?<|im_end|>\n<|im_start|>assistant\nna\u00efve \u6f22\u5b57 \ud83d\ude00!<|im_end|>\n"
                        + "<|im_start|>user\nmore<|im_end|>\n<|im_start|>assistant\nno<|im_end|>\n");
        assertThat(preview.pieces()).noneMatch(p -> p.text().contains("\ufffd"));
        assertThat(preview.pieces().getFirst().text()).isEqualTo("<|im_start|>");
        assertThat(preview.pieces().stream().filter(p -> p.weight() == 1).map(Piece::text).collect(Collectors.joining())).isEqualTo("na\u00efve \u6f22\u5b57 \ud83d\ude00!<|im_end|>no<|im_end|>");
        assertThat(preview.turns()).hasSize(5).first().matches(t -> t.role().equals("system") && t.content().equals("be brief"));
        assertThat(preview.shape()).isEqualTo("messages");
    }

    @Test
    void whatIsWrongIsPartOfTheAnswer() {
        assertThat(RowReader.preview("{broken", tokenizer, 9, 0).problem()).contains("not JSON");
        assertThat(RowReader.preview("{\"messages\":[]}", null, 9, 0).problem()).contains("empty");
        assertThat(RowReader.count("{\"a\":1}", tokenizer).problem()).contains("no known shape");
        assertThat(RowReader.preview(CHAT, null, 9, 0)).matches(p -> p.pieces().isEmpty() && p.turns().size() == 5 && p.problem() == null);
        assertThat(RowReader.preview(CHAT, tokenizer, 4, 0).problem()).contains("max_length");
        assertThat(RowReader.preview("{\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"name\":\"f\"}]}]}", null, 9, 0).turns().getFirst().content()).contains("\"f\"");
    }
}
