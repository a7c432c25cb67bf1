package dev.atelier.engine.worker;

import dev.atelier.domain.work.WorkRequest.Done;
import dev.atelier.engine.generate.ModelCache;

/** Lets go of the model in memory. */
final class ReleaseVerb {
    private ReleaseVerb() {}

    static Done answer(ModelCache models) {
        models.release();
        return new Done();
    }
}
