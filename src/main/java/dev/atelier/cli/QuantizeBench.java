package dev.atelier.cli;

import dev.atelier.domain.UserError;
import dev.atelier.engine.quant.GgmlType;
import dev.atelier.engine.quant.QuantizationSpeed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Random F16 weights to each block format, file to file. */
@Command(name = "quantize", mixinStandardHelpOptions = true, showDefaultValues = true, description = "Random F16 weights to each block format, from file to file, beside reading and writing the same bytes.")
final class QuantizeBench extends BenchVerb {
    private static final long MILLION = 1_000_000;

    @Option(names = "--parameters", defaultValue = "582", description = "Millions of weights.")
    private int parameters;

    @Option(names = "--types", split = ",", defaultValue = "F16,Q8_0,Q4_0,Q4_K,Q5_K,Q6_K,Q2_K,Q3_K,IQ4_XS", description = "Formats to measure; F16 is reading and writing alone.")
    private List<GgmlType> types = List.of();

    @Option(names = "--rounds", defaultValue = "3", description = "The median of so many is told.")
    private int rounds;

    @Option(names = "--folder", description = "Where the two files lie while it runs; the system's folder for such files unless told.", defaultValue = "${sys:java.io.tmpdir}")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    QuantizeBench() {}

    @Override
    public Integer call() throws IOException {
        if (parameters < 1 || rounds < 1) {
            throw UserError.of("wanted --parameters and --rounds from 1 up", parameters + " and " + rounds, "name larger numbers");
        }
        var table = new Table();
        var results = new ArrayList<QuantizationSpeed.Result>();
        try (var bench = QuantizationSpeed.open(folder, parameters * MILLION)) {
            for (var type : types) {
                var result = bench.run(type, rounds);
                results.add(result);
                table.row(type.name(), String.format(Locale.ROOT, "%6.2f s   %6.2f s of processor   %5.2f GB/s read   %s written", result.seconds(), result.processorSeconds(),
                        result.gigabytesPerS(), Table.bytes(result.bytesWritten())));
            }
        }
        return done(results, table.toString());
    }
}
