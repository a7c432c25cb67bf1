package dev.atelier.engine.worker;

import dev.atelier.domain.Progress;
import dev.atelier.domain.work.WorkPart;

/** Who asked: told how far the answer is, given its parts, and asked whether it is still wanted. */
interface Asker extends Progress {
    void part(WorkPart part);
}
