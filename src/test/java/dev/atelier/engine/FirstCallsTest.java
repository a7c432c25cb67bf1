package dev.atelier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What MKL's vector library computes for PyTorch (ATen/cpu/vml.h) is called once before threads could call it together. */
class FirstCallsTest {
    private static final Pattern VECTORIZED = Pattern.compile("torch\\.(acos|asin|atan|cos|erf|erfc|erfinv|exp|log|log2|log10|sin|sqrt|tan|tanh|trunc)_?\\(");

    @Test
    void coverEveryKernel() throws IOException {
        var used = new TreeSet<String>();
        try (var files = Files.walk(Path.of("resources/dev/atelier/engine"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".py")).toList()) {
                used.addAll(functions(Files.readString(file)));
            }
        }
        String ops = Files.readString(Path.of("resources/dev/atelier/engine/kernels/ops.py"));
        String first = ops.substring(ops.indexOf("def first_calls"));
        assertThat(functions(first.substring(0, first.indexOf("\n\n")))).isEqualTo(used).contains("exp");
    }

    private static Set<String> functions(String text) {
        return new TreeSet<>(VECTORIZED.matcher(text).results().map(match -> match.group(1)).toList());
    }
}
