package dev.atelier.view.train;

import dev.atelier.domain.Setting.Group;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.ui.Messages;
import dev.atelier.view.project.Config;
import dev.atelier.view.project.Project;
import dev.atelier.view.project.RowFacts;
import dev.atelier.view.setting.SettingField;
import dev.atelier.view.setting.SettingFields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.beans.Observable;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;

/** The settings of the next run as fields, what they make together, and what the run will do. */
public final class FormViewModel {
    /** Those that everybody looks at, in reading order. */
    static final List<String> SHORT = List.of("epochs", "learning_rate", "micro_batch", "accumulation", "max_length", "warmup_steps", "schedule", "validation_share", "seed");
    private static final String OPEN = "train.form";
    private final SettingFields fields;
    private final BooleanProperty open = new SimpleBooleanProperty(this, "open");
    private final BooleanBinding wrong;
    private final StringBinding batch;
    private final StringBinding plan;
    private final StringBinding summary;

    FormViewModel(Config config, RowFacts rows, Project project, SettingFields fields, Messages messages) {
        this.fields = fields;
        Messages.Texts texts = messages.of(getClass());
        wrong = Bindings.createBooleanBinding(() -> fields.all().stream().anyMatch(field -> !field.problemProperty().get().isEmpty()),
                fields.all().stream().map(SettingField::problemProperty).toArray(Observable[]::new));
        batch = Bindings.createStringBinding(() -> texts.get("form.batch.value", TrainingPlan.effectiveBatch(config.current())), config.currentProperty());
        plan = Bindings.createStringBinding(() -> plan(TrainingPlan.of(rows.sumsProperty().get(), config.current()), texts), config.currentProperty(), rows.sumsProperty());
        summary = Bindings.createStringBinding(() -> summary(config.current(), texts), config.currentProperty());
        open.set(project.get(OPEN).map(Boolean::valueOf).orElse(true));
        open.addListener((property, was, now) -> project.put(OPEN, now.toString()));
    }

    private static String plan(TrainingPlan plan, Messages.Texts texts) {
        if (plan.trainRows() == 0) {
            return "";
        }
        String rows = plan.validationRows() == 0 ? texts.count("plan.train", plan.trainRows()) : texts.count("plan.rows", plan.trainRows(), plan.validationRows());
        return rows + " · " + texts.count("plan.steps", plan.steps()) + (plan.tokensPerStep() == 0 ? "" : " · " + texts.get("plan.tokens", plan.tokensPerStep()));
    }

    private String summary(TrainingConfig config, Messages.Texts texts) {
        return texts.get("form.folded", texts.get("form.summary", config.epochs(), field("learning_rate").show(config),
                TrainingPlan.effectiveBatch(config), config.maxLength()));
    }

    SettingField field(String name) {
        return fields.get(name);
    }

    /** What is not among the short ones, group by group. */
    Map<Group, List<SettingField>> more() {
        var out = new LinkedHashMap<Group, List<SettingField>>();
        for (Group group : Group.values()) {
            out.put(group, fields.all().stream().filter(field -> field.info().about().group() == group && !SHORT.contains(field.info().name())).toList());
        }
        return out;
    }

    /** Takes over what was typed a moment ago. */
    void commit() {
        fields.all().forEach(SettingField::commit);
    }

    /** Whether a field holds what is no value. */
    BooleanBinding wrongProperty() {
        return wrong;
    }

    /** Whether the form is unfolded; kept in the project. */
    BooleanProperty openProperty() {
        return open;
    }

    /** {@code 16 examples}. */
    StringBinding batchProperty() {
        return batch;
    }

    /** What will happen, in words; empty while there are no rows. */
    StringBinding planProperty() {
        return plan;
    }

    /** The folded form in a line. */
    StringBinding summaryProperty() {
        return summary;
    }

}
