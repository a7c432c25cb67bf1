package dev.atelier.starter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.Check;
import dev.atelier.domain.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplesTest {
    private static final Path COMMITTED = Path.of("sample-projects");

    @Test
    void theCommittedFilesAreReproducedByteForByte(@TempDir Path folder) throws IOException {
        StarterFiles.writeSamples(folder);
        StarterFiles.writeTokenizer(folder.resolve(StarterFiles.MODEL));
        try (var files = Files.walk(folder)) {
            var written = files.filter(Files::isRegularFile).toList();
            assertThat(written).hasSize(3 * 3 + 5);
            for (var file : written) {
                assertThat(COMMITTED.resolve(folder.relativize(file).toString())).hasSameBinaryContentAs(file);
            }
        }
    }

    @Test
    void theCorpusIsTheSameAtEveryCallAndDiffersBySeed() {
        var first = StarterFiles.corpus(5);
        var again = StarterFiles.corpus(5);
        var other = StarterFiles.corpus(6);
        var differ = 0;
        for (var i = 0; i < 500; i++) {
            var document = first.next();
            assertThat(again.next()).isEqualTo(document);
            differ += document.equals(other.next()) ? 0 : 1;
        }
        assertThat(differ).isGreaterThan(450);
    }

    @Test
    void mostOfTheCorpusIsUniqueAndNoneOfItHoldsASlot() {
        var corpus = StarterFiles.corpus(StarterFiles.SEED);
        var seen = new HashSet<String>();
        for (var i = 0; i < 50_000; i++) {
            var document = corpus.next();
            assertThat(document).doesNotContain("{").doesNotContain("}").doesNotContain("<u>").doesNotContain("<a>");
            seen.add(document);
        }
        assertThat(seen).hasSizeGreaterThan(44_000);
    }

    @Test
    void everyHeldOutAnswerPassesItsOwnCheckAndNoOthersAnswerDoes() throws IOException {
        for (var sample : StarterFiles.samples()) {
            var rows = sample.rows();
            assertThat(rows.train()).hasSizeBetween(300, 2000);
            assertThat(rows.heldOut()).hasSizeBetween(100, 150);
            for (var held : rows.heldOut()) {
                assertThat(held.check().judge(held.row().answer())).isTrue();
                assertThat(held.check().judge("")).isFalse();
                rows.heldOut().stream()
                        .map(other -> other.row().answer())
                        .filter(answer -> !answer.equals(held.row().answer()))
                        .forEach(answer -> assertThat(held.check().judge(answer)).as("%s judged by %s", answer, held.check()).isFalse());
            }
            for (var line : Files.readAllLines(COMMITTED.resolve(sample.name()).resolve("heldout.jsonl"))) {
                assertThat(Check.of(Json.parse(line, "row").path("check"), "row")).isNotNull();
            }
        }
    }

    @Test
    void dockerfilesHoldOutCombinationsOfKnownParts() {
        var rows = new Dockerfiles().rows();
        var known = rows.train().stream().flatMap(row -> row.answer().lines()).flatMap(line -> java.util.Arrays.stream(line.split(" "))).collect(Collectors.toSet());
        var pairs = rows.train().stream().map(SamplesTest::imageAndPort).collect(Collectors.toSet());
        for (var held : rows.heldOut()) {
            assertThat(known).containsAll(java.util.List.of(held.row().answer().split("\\s+")));
            assertThat(pairs).doesNotContain(imageAndPort(held.row()));
        }
    }

    private static String imageAndPort(Sample.Row row) {
        var lines = row.answer().lines().toList();
        return lines.getFirst() + " " + lines.get(4);
    }

    @Test
    void sentimentHasAsManyOfEachLabelAndHeldOutWordsAreKnown() {
        var rows = new Sentiment().rows();
        assertThat(rows.train().stream().filter(row -> row.answer().equals("positive")).count()).isEqualTo(rows.train().size() / 2);
        assertThat(rows.heldOut().stream().filter(held -> held.row().answer().equals("positive")).count()).isEqualTo(rows.heldOut().size() / 2);
        var known = rows.train().stream().flatMap(row -> NGrams.words(row.prompt(), false).stream()).collect(Collectors.toSet());
        var tone = Grammar.load("tone.grammar");
        var feelings = new ArrayList<String>();
        for (var rule : java.util.List.of("pos.adj", "neg.adj", "pos.verb", "neg.verb", "pos.verbe", "neg.verbe")) {
            feelings.addAll(tone.lines(rule));
        }
        for (var held : rows.heldOut()) {
            NGrams.words(held.row().prompt(), false).stream().filter(feelings::contains).forEach(word -> assertThat(known).contains(word));
        }
    }

    @Test
    void companyFaqAsksForKnownFactsInNewWordings() {
        var rows = new CompanyFaq().rows();
        var answers = rows.train().stream().map(Sample.Row::answer).collect(Collectors.toSet());
        var prompts = rows.train().stream().map(Sample.Row::prompt).collect(Collectors.toSet());
        for (var held : rows.heldOut()) {
            assertThat(answers).contains(held.row().answer());
            assertThat(prompts).doesNotContain(held.row().prompt());
        }
    }
}
