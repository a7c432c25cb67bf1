package dev.atelier.view.model;

import dev.atelier.ui.Messages;
import dev.atelier.view.chart.Units;
import dev.atelier.view.project.ModelFacts;
import java.util.List;

/** What a model that opens is, in words. */
final class ModelWords {
    private final Units units;
    private final Messages.Texts texts;

    ModelWords(Units units, Messages messages) {
        this.units = units;
        this.texts = messages.of(getClass());
    }

    /** What it is, in the order people ask. */
    List<Fact> facts(ModelFacts model) {
        var out = new FactList(units, texts);
        out.add("architecture", model.shape().modelType());
        out.weights(model.facts().path("weights"));
        out.shape(model.shape());
        out.context(model.facts().path("context"));
        out.add("classes", String.join(", ", model.shape().labels()));
        out.tokenizer(model.facts().path("tokenizer"));
        if (!model.shape().classifies()) {
            out.template(model.facts().path("tokenizer"));
        }
        out.add("licence", model.licence().isEmpty() ? texts.get(model.isFile() ? "fact.unknown" : "fact.licence.none") : model.licence());
        return out.all();
    }

    /** Where its values are, from the input to the output. */
    List<Part> parts(ModelFacts model) {
        return FactList.parts(model.facts().path("weights"), units, texts);
    }
}
