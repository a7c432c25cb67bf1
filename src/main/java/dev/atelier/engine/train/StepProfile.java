package dev.atelier.engine.train;

import ai.djl.pytorch.jni.JniUtils;
import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where a step's time goes: seconds by kind of operator, each without those it calls; measured by libtorch's profiler. */
public record StepProfile(Map<Kind, Double> seconds) {

    /** Kinds of operators; what none of them names is {@link #ELEMENTWISE}. */
    public enum Kind {
        MATRIX_PRODUCTS("matrix products", Set.of("mm", "addmm", "addmm_", "bmm", "baddbmm", "linear")),
        ATTENTION("attention", Set.of("_scaled_dot_product_flash_attention_for_cpu", "_scaled_dot_product_flash_attention_for_cpu_backward", "_softmax")),
        COPIES("copies and casts", Set.of("copy_", "_to_copy", "to", "type_as", "clone", "contiguous", "cat", "fill_", "zero_", "zeros_like", "index_select", "index_copy_")),
        LOSS("loss", Set.of("_log_softmax", "exp_", "gather", "scatter_add_", "dot")),
        OPTIMIZER("optimizer", Set.of("_fused_adamw_")),
        ELEMENTWISE("elementwise and sums", Set.of()),
        CALLS("kernels' own time", Set.of());

        private final String label;
        @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
        private final Set<String> operators;

        Kind(String label, Set<String> operators) {
            this.label = label;
            this.operators = operators;
        }

        /** As a table names it. */
        public String label() {
            return label;
        }

        private static Kind of(String event) {
            if (!event.startsWith("aten::")) {
                return CALLS;
            }
            String name = event.substring("aten::".length());
            return List.of(values()).stream().filter(kind -> kind.operators.contains(name)).findFirst().orElse(ELEMENTWISE);
        }
    }

    /** Profiles what {@code work} does. */
    static StepProfile of(Runnable work) {
        try {
            Path trace = Files.createTempFile("atelier-profile", ".json");
            try {
                JniUtils.startProfile(false, false, false);
                try {
                    work.run();
                } finally {
                    JniUtils.stopProfile(trace.toString());
                }
                return read(Json.MAPPER.readTree(trace.toFile()));
            } finally {
                Files.delete(trace);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private record Event(String name, long thread, double begin, double end) {}

    /** From a trace in Chrome's format: events with name, tid, ts and dur in microseconds, those within another called by it. */
    static StepProfile read(JsonNode trace) {
        var events = new ArrayList<Event>();
        for (JsonNode e : trace.isArray() ? trace : trace.path("traceEvents")) {
            if (e.path("ph").asText().equals("X")) {
                events.add(new Event(e.path("name").asText(), e.path("tid").asLong(), e.path("ts").asDouble(), e.path("ts").asDouble() + e.path("dur").asDouble()));
            }
        }
        events.sort(Comparator.comparingLong(Event::thread).thenComparingDouble(Event::begin).thenComparing(Comparator.comparingDouble(Event::end).reversed()));
        var seconds = new EnumMap<Kind, Double>(Kind.class);
        var callers = new ArrayDeque<Event>();
        for (Event e : events) {
            while (!callers.isEmpty() && (callers.peek().thread() != e.thread() || callers.peek().end() <= e.begin())) {
                callers.pop();
            }
            double took = (e.end() - e.begin()) / 1e6;
            if (!callers.isEmpty()) {
                seconds.merge(Kind.of(callers.peek().name()), -took, Double::sum);
            }
            seconds.merge(Kind.of(e.name()), took, Double::sum);
            callers.push(e);
        }
        return new StepProfile(seconds);
    }

    /** All of it. */
    public double total() {
        return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** How much faster a step could be at most: if it were matrix products and nothing else. */
    public double ceiling() {
        return total() / seconds.getOrDefault(Kind.MATRIX_PRODUCTS, 0.0);
    }
}
