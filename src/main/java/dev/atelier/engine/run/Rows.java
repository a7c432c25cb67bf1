package dev.atelier.engine.run;

import dev.atelier.domain.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** A data set's rows as lines, split by the seed. */
record Rows(List<String> train, List<String> val, int skipped) {
    static Rows read(Path file, TrainingConfig config, boolean skipBad) throws IOException {
        var lines = new ArrayList<>(Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList());
        Collections.shuffle(lines, new Random(config.seed()));
        int kept = (int) Math.round(lines.size() * config.validationShare());
        return new Rows(lines.subList(kept, lines.size()), lines.subList(0, kept), 0);
    }
}
