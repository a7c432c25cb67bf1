package dev.atelier.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.Sampling;
import dev.atelier.domain.TrainingConfig.Precision;
import dev.atelier.domain.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCacheTest {
    private static final Path LLAMA = Path.of("src/test/resources/parity/llama");
    private static final Path OTHER = Path.of("src/test/resources/parity/llama_tied");

    @TempDir
    Path folder;

    @Test
    void aModelStaysUntilItsFilesChangeOrAnotherIsAskedFor() throws Exception {
        Path own = copy(LLAMA, folder.resolve("own"));
        Path adapter = copy(LLAMA.resolve("adapter_final"), folder.resolve("adapter"));
        try (var cache = new ModelCache(Duration.ofMinutes(1)); var held = lend(cache, own, null)) {
            try (var same = lend(cache, own, adapter); var sameAdapter = lend(cache, own, adapter)) {
                assertThat(same.model()).isSameAs(held.model());
                assertThat(same.adapters()).isSameAs(sameAdapter.adapters());
                assertThat(same.adapters().beside()).hasSize(14);
                touch(adapter.resolve("adapter_model.safetensors"));
                try (var written = lend(cache, own, adapter)) {
                    assertThat(written.model()).isSameAs(held.model());
                    assertThat(written.adapters()).isNotSameAs(same.adapters());
                }
            }
            touch(own.resolve("model.safetensors"));
            try (var written = lend(cache, own, null); var other = lend(cache, OTHER, null)) {
                assertThat(written.model()).isNotSameAs(held.model());
                assertThat(other.model()).isNotSameAs(written.model());
                for (var loan : List.of(held, written, other)) { // who still holds one may use it
                    assertThat(cache.thread().call(() -> new Generator(loan.model(), loan.adapters(), Set.of(), () -> false).generate(List.of(new int[] {5}), Sampling.greedy(3), (b, id) -> {}))
                            .getFirst()).hasSize(3);
                }
            }
        }
    }

    @Test
    void itIsLetGoOfWhenIdleAndOnRelease() throws Exception {
        try (var cache = new ModelCache(Duration.ofMillis(300))) {
            var first = lend(cache, LLAMA, null);
            first.close();
            var again = lend(cache, LLAMA, null);
            assertThat(again.model()).isSameAs(first.model());
            Thread.sleep(600);
            var held = lend(cache, LLAMA, null);
            assertThat(held.model()).as("in use all the while").isSameAs(first.model());
            held.close();
            again.close();
            Thread.sleep(600);
            var later = lend(cache, LLAMA, null);
            assertThat(later.model()).isNotSameAs(first.model());
            cache.release();
            try (var last = lend(cache, LLAMA, null)) {
                assertThat(last.model()).isNotSameAs(later.model());
            }
            later.close();
        }
    }

    @Test
    void whatCannotBeLoadedLeavesTheCacheUsable() throws Exception {
        try (var cache = new ModelCache(Duration.ofMinutes(1))) {
            assertThatThrownBy(() -> lend(cache, folder.resolve("absent"), null)).isInstanceOf(UserError.class).hasMessageContaining("absent");
            assertThatThrownBy(() -> lend(cache, LLAMA, LLAMA)).isInstanceOf(UserError.class);
            assertThatThrownBy(() -> cache.lend(new ModelReference(LLAMA, null), Precision.F32, "cuda:99")).isInstanceOf(UserError.class).hasMessageContaining("cuda:99");
            try (var loan = lend(cache, LLAMA, null)) {
                assertThat(loan.model().config().layers()).isPositive();
            }
        }
    }

    private static ModelCache.Loan lend(ModelCache cache, Path model, Path adapter) throws IOException {
        return cache.lend(new ModelReference(model, adapter), Precision.F32, "cpu");
    }

    private static Path copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        return to;
    }

    private static void touch(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.fromMillis(Files.getLastModifiedTime(file).toMillis() + 5000));
    }
}
