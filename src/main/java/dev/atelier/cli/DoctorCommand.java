package dev.atelier.cli;

import dev.atelier.engine.doctor.EngineCheck;
import dev.atelier.engine.doctor.Finding;
import dev.atelier.engine.doctor.GpuCheck;
import dev.atelier.engine.doctor.SystemCheck;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What this machine has for training. */
@Command(name = "doctor", mixinStandardHelpOptions = true, description = "Say what this machine has for training, and what to do about what it lacks.")
final class DoctorCommand extends Verb {
    private record Report(boolean ok, List<Finding> findings) {}

    @Option(names = "--device", paramLabel = "DEVICE", defaultValue = "auto", description = "auto, cpu or cuda:N.")
    private String device = "auto";

    @Override
    public Integer call() throws IOException {
        List<Finding> findings = new ArrayList<>(SystemCheck.run());
        findings.addAll(GpuCheck.run());
        err().println("starting libtorch (the very first start unpacks about 440 MB) ...");
        err().flush();
        findings.addAll(EngineCheck.run(device));
        var table = new Table();
        findings.forEach(finding -> table.row((finding.ok() ? "  " : "! ") + finding.name(), finding.value() + (finding.ok() ? "" : ": " + finding.todo())));
        return done(new Report(findings.stream().allMatch(Finding::ok), findings), table.toString());
    }
}
