package dev.atelier.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.work.Wire;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lines as no window writes them: each gets one reply or none, and the next is answered. */
@Timeout(30)
class WorkerServerTest {
    private static final String ROW = "{\\\"prompt\\\":\\\"a\\\",\\\"completion\\\":\\\"b\\\"}";

    @Test
    void whateverComesTheNextQuestionIsAnswered() throws Exception {
        var replies = serve(String.join("\n",
                "", "nonsense", "{\"id\":1,\"request\":{\"verb\":\"fly\"}}", "{\"id\":2,\"request\":", "{\"id\":3}", "{\"id\":-4,\"request\":{\"verb\":\"machine\"}}", "[]", "null", "7",
                "{\"id\":5,\"request\":{\"verb\":\"rows\",\"file\":\"/nowhere/rows.jsonl\"}}", "{\"id\":6,\"request\":{\"verb\":\"inspect\"}}", "{\"id\":99,\"cancel\":true}",
                "{\"id\":7,\"request\":{\"verb\":\"inspect\",\"path\":\"a\\u0000b\"}}", "[".repeat(5000), "\u0000\u0001\uffff",
                "{\"id\":8,\"request\":{\"verb\":\"preview\",\"row\":\"" + ROW + "\",\"max_length\":9,\"prompt_loss_weight\":0},\"more\":1}"));
        assertThat(replies.get(1L).getFirst().at("/error/message").asText()).contains("fly");
        assertThat(replies.get(2L).getFirst().at("/error/mendable").asBoolean()).isTrue();
        assertThat(replies.get(3L).getFirst().at("/error/message").asText()).contains("no").contains("request");
        assertThat(replies.get(5L).getFirst().at("/error/message").asText()).contains("/nowhere/rows.jsonl");
        assertThat(replies.get(6L).getFirst().at("/error/mendable").asBoolean()).isFalse();
        assertThat(replies.get(6L).getFirst().at("/error/trace").asText()).contains("\tat dev.atelier.engine");
        assertThat(replies.get(7L).getFirst().has("error")).isTrue();
        assertThat(replies.get(8L).getLast().at("/answer/turns/1/content").asText()).isEqualTo("b");
        assertThat(replies).doesNotContainKey(99L);
        replies.forEach((id, list) -> assertThat(list).as("replies to " + id).hasSize(id == 0 ? 7 : 1));
    }

    @Test
    void aLineTooLongForMemoryIsRefusedAndPassedOver() throws Exception {
        var start = bytes("{\"id\":1,\"request\":{\"verb\":\"tokens\",\"rows\":[\"");
        var end = bytes("\"]}}\n{\"id\":2,\"request\":{\"verb\":\"inspect\",\"path\":\"/nowhere\"}}\n");
        var middle = new ByteArrayInputStream(new byte[Wire.MAX_ASK]);
        var replies = serve(new SequenceInputStream(Collections.enumeration(List.of(start, middle, end))));
        assertThat(replies.get(1L).getFirst().at("/error/message").asText()).contains("bytes");
        assertThat(replies.get(2L).getFirst().at("/error/message").asText()).contains("/nowhere");
    }

    @Test
    void aSecondQuestionOfTheSameIdDoesNotDisturbTheFirst() throws Exception {
        String rows = ("\"" + ROW + "\",").repeat(3000);
        String ask = "{\"id\":1,\"request\":{\"verb\":\"tokens\",\"model\":\"sample-projects/starter-model\",\"rows\":[" + rows.substring(0, rows.length() - 1) + "]}}\n";
        var replies = serve(ask + ask + "{\"id\":1,\"request\":{\"verb\":\"fly\"}}\n").get(1L);
        assertThat(replies.stream().filter(r -> r.has("answer") || r.has("error") || r.has("cancelled"))).hasSize(1);
    }

    @Test
    void nothingElseReachesTheStreamOfReplies() throws Exception {
        var standard = System.out;
        var out = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            WorkerServer.serve(new InputStream() {
                @Override
                public int read() {
                    System.out.println("a library's remark");
                    return -1;
                }
            }, System.out);
        } finally {
            System.setOut(standard);
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void outOfMemoryIsForTheUserToMend() {
        assertThat(Problems.of(new OutOfMemoryError("Java heap space")).mendable()).isTrue();
        assertThat(Problems.of(new IllegalStateException(new RuntimeException("[enforce fail at alloc_cpu.cpp:118] DefaultCPUAllocator: not enough memory: you tried to allocate 1 bytes")))
                .message()).contains("close other programs");
        assertThat(Problems.of(new IllegalStateException("broken")).mendable()).isFalse();
    }

    private static Map<Long, List<JsonNode>> serve(String lines) throws Exception {
        return serve(bytes(lines));
    }

    private static Map<Long, List<JsonNode>> serve(InputStream lines) throws Exception {
        var out = new ByteArrayOutputStream();
        WorkerServer.serve(new Patient(lines), new PrintStream(out, false, StandardCharsets.UTF_8));
        var replies = new HashMap<Long, List<JsonNode>>();
        out.toString(StandardCharsets.UTF_8).lines().map(line -> Json.parse(line, "reply"))
                .forEach(reply -> replies.computeIfAbsent(reply.path("id").asLong(), id -> new ArrayList<>()).add(reply));
        return replies;
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Ends a second after its last byte: the end cancels what is at work. */
    private static final class Patient extends FilterInputStream {
        Patient(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] into, int at, int count) throws IOException {
            int n = super.read(into, at, count);
            if (n < 0) {
                try {
                    Thread.sleep(1000);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return n;
        }
    }
}
