package dev.atelier.engine.worker;

import dev.atelier.domain.work.WorkPart;
import dev.atelier.domain.work.WorkRequest.Answer;
import dev.atelier.domain.work.WorkRequest.Chat;
import dev.atelier.engine.generate.ChatHandler;
import dev.atelier.engine.generate.ModelCache;
import dev.atelier.engine.generate.ModelReference;
import dev.atelier.engine.text.Message;
import dev.atelier.engine.text.Tokenizers;
import java.io.IOException;

/** An answer to a conversation, told as it grows. */
final class ChatVerb {
    private ChatVerb() {}

    static Answer answer(Chat request, ModelCache models, Tokenizers tokenizers, Asker asker) throws IOException {
        var options = new ChatHandler.Options(request.sampling(), request.precision(), request.device());
        var messages = request.messages().stream().map(turn -> new Message(turn.role(), turn.content())).toList();
        var result = new ChatHandler(models, tokenizers).conversation(ModelReference.of(request.model(), request.adapter()), messages, options,
                piece -> asker.part(new WorkPart.Text(piece)), asker::cancelled);
        return new Answer(result.text(), result.ids().size(), result.tokensPerS(), result.secondsToFirst());
    }
}
