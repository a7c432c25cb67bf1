package dev.atelier.engine.worker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.work.WorkRequest.Inspect;
import dev.atelier.domain.work.WorkRequest.Inspected;
import dev.atelier.engine.inspect.InspectHandler;
import java.io.IOException;

/** What a file or folder is. */
final class InspectVerb {
    private InspectVerb() {}

    static Inspected answer(Inspect request, Asker asker) throws IOException {
        var found = InspectHandler.run(request.path(), asker);
        JsonNode facts = Json.SNAKE.valueToTree(found);
        return new Inspected(facts.path("kind").asText(), found.path(), facts);
    }
}
