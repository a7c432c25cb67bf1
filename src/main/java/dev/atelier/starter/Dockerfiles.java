package dev.atelier.starter;

import dev.atelier.domain.Check;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Request in, Dockerfile out. Every image, port and package is in the training rows; an image and a port of a held-out row never meet there. */
final class Dockerfiles implements Sample {
    private static final int TRAIN = 1500;
    private static final int HELD_OUT = 120;
    private final Grammar grammar = Grammar.load("dockerfiles.grammar");

    @Override
    public String name() {
        return "dockerfiles";
    }

    @Override
    public String description() {
        return "A request with an image, a port and packages becomes a Dockerfile in one house style.";
    }

    @Override
    public String descriptionFr() {
        return "Une demande avec une image, un port et des paquets devient un Dockerfile dans un style maison.";
    }

    @Override
    public Map<String, Object> settings() {
        var settings = new LinkedHashMap<String, Object>();
        settings.put("max_length", 160);
        settings.put("micro_batch", 16);
        settings.put("epochs", 4);
        settings.put("learning_rate", 2e-3);
        return settings;
    }

    @Override
    public Rows rows() {
        var dice = new Dice(101);
        var images = grammar.lines("images");
        var ports = grammar.lines("ports");
        var seen = new HashSet<String>();
        var heldOut = new ArrayList<HeldOut>();
        while (heldOut.size() < HELD_OUT) {
            var i = dice.below(images.size());
            var p = dice.below(ports.size());
            if (kept(i, p)) {
                var row = row(images.get(i), ports.get(p), dice);
                if (seen.add(row.prompt())) {
                    heldOut.add(new HeldOut(row, new Check.Lines(row.answer().lines().toList())));
                }
            }
        }
        var kept = new NGrams(seen);
        var train = new ArrayList<Row>();
        while (train.size() < TRAIN) {
            var i = dice.below(images.size());
            var p = dice.below(ports.size());
            if (!kept(i, p)) {
                var row = row(images.get(i), ports.get(p), dice);
                if (!kept.anyIn(row.prompt()) && seen.add(row.prompt())) {
                    train.add(row);
                }
            }
        }
        return new Rows(train, heldOut);
    }

    /** One combination of image and port in eight is kept for the held-out rows; each image and each port has some of both. */
    private static boolean kept(int image, int port) {
        return (image * 3 + port * 5) % 8 == 0;
    }

    private Row row(String image, String port, Dice dice) {
        var packages = dice.some(grammar.lines("packages"), dice.between(1, 3));
        var template = dice.of(grammar.lines("prompt"));
        var french = template.matches(".*(Un Dockerfile|Écris|Pars|Il me).*");
        var bound = new HashMap<String, String>();
        bound.put("i", image);
        bound.put("p", port);
        bound.put("k", Material.and(packages, french ? "et" : "and"));
        var prompt = grammar.fill(template, dice, bound);
        var answer = dockerfile(image, port, packages);
        return new Row(prompt, Sample.fields("prompt", prompt, "completion", answer), answer);
    }

    private String dockerfile(String image, String port, List<String> packages) {
        var install = image.endsWith("alpine") ? "apk add --no-cache " : "apt-get update && apt-get install -y ";
        var family = image.substring(0, image.indexOf(':'));
        var command = grammar.lines("command").stream().filter(line -> line.startsWith(family + "|")).findFirst().orElseThrow();
        var words = command.substring(command.indexOf('|') + 1).replace("|", ",");
        return String.join(
                "\n", "FROM " + image, "WORKDIR /app", "RUN " + install + String.join(" ", packages), "COPY . .", "EXPOSE " + port, "CMD [" + words + "]");
    }
}
