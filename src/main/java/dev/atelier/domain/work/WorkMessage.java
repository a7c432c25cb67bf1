package dev.atelier.domain.work;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** The lines that go between window and worker; {@code id}, from 1, says which question they belong to. */
public sealed interface WorkMessage {
    /** To the worker: a question, or with {@code cancel} the wish that an earlier one end. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Ask(long id, @Nullable WorkRequest<?> request, boolean cancel) implements WorkMessage {
        /** The wish that question {@code id} end. */
        public static Ask cancel(long id) {
            return new Ask(id, null, true);
        }
    }

    /** From the worker: exactly one of the five. After answer, error or cancelled nothing more comes for this id; id 0 is a line that was no question. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Reply(long id, @Nullable Step progress, @Nullable WorkPart part, @Nullable JsonNode answer, @Nullable Problem error, @Nullable Boolean cancelled) implements WorkMessage {
        public static Reply progress(long id, Step step) {
            return new Reply(id, step, null, null, null, null);
        }

        public static Reply part(long id, WorkPart part) {
            return new Reply(id, null, part, null, null, null);
        }

        public static Reply answer(long id, JsonNode answer) {
            return new Reply(id, null, null, answer, null, null);
        }

        public static Reply error(long id, Problem error) {
            return new Reply(id, null, null, null, error, null);
        }

        public static Reply cancelled(long id) {
            return new Reply(id, null, null, null, null, true);
        }
    }

    /** {@code done} of {@code total} units of {@code what}; a total of 0 or less is unknown. */
    record Step(String what, long done, long total) {}

    /** @param mendable a mistake the user can mend, told in one line; else a defect, with its stack trace */
    record Problem(String message, boolean mendable, String trace) {}
}
