package dev.atelier.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.atelier.memory.CardFit;
import dev.atelier.memory.Change;
import dev.atelier.memory.InferenceMemory;
import dev.atelier.memory.Largest;
import dev.atelier.memory.MemoryEstimate;
import dev.atelier.memory.Proposals;
import dev.atelier.memory.Remedy;
import dev.atelier.memory.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The document of {@code estimate}; names in snake case, what was not asked for is left out.
 *
 * @param keepingBytes of a run that by recompute=auto computes activations again: what it would need to keep them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record EstimateAnswer(long parameters, long trainableParameters, long totalBytes, MemoryEstimate.Parts parts, @Nullable Long keepingBytes, long availableBytes, String verdict, Largest largest, @Nullable Cure remedy, @Nullable List<OnCard> cards,
        @Nullable Chat inference) {
    /** @param fits whether that is enough; else {@code totalBytes} is the least there is */
    record Cure(List<String> changes, Map<String, String> settings, long totalBytes, boolean fits) {
        static @Nullable Cure of(@Nullable Remedy remedy) {
            return remedy == null ? null : new Cure(remedy.changes().stream().map(Change::name).map(EstimateAnswer::low).toList(), remedy.settings(), remedy.after().totalBytes(), remedy.enough());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record OnCard(int gigabytes, List<String> examples, long usableBytes, long totalBytes, String verdict, @Nullable Cure remedy) {
        static OnCard of(CardFit fit) {
            return new OnCard(fit.card().gigabytes(), fit.card().examples(), fit.card().usableBytes(), fit.need().totalBytes(), low(fit.verdict().name()), Cure.of(fit.remedy()));
        }
    }

    /** @param context tokens of the conversation */
    record Chat(long context, long totalBytes, long weights, long cache, long logits, long overhead, long textbookBytes, String verdict) {
        static Chat of(InferenceMemory memory, long context, long availableBytes) {
            return new Chat(context, memory.totalBytes(), memory.weights(), memory.cache(), memory.logits(), memory.overhead(), memory.textbookBytes(), low(Verdict.of(memory.totalBytes(), availableBytes).name()));
        }
    }

    static EstimateAnswer of(Proposals found, @Nullable List<CardFit> cards, @Nullable Chat inference) {
        var estimate = found.estimate();
        return new EstimateAnswer(estimate.parameters(), estimate.trainableParameters(), estimate.totalBytes(), estimate.parts(), estimate.keepingBytes() > 0 ? estimate.keepingBytes() : null, found.availableBytes(), low(found.verdict().name()), found.largest(), Cure.of(found.remedy()),
                cards == null ? null : cards.stream().map(OnCard::of).toList(), inference);
    }

    private static String low(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
