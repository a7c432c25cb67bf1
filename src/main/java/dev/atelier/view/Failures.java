package dev.atelier.view;

import dev.atelier.domain.UserError;
import dev.atelier.ui.Faults;

/** Where failed work is told: what the user can mend as a notice, the rest as a fault. */
public final class Failures {
    private final Notices notices;
    private final Faults faults;

    Failures(Notices notices, Faults faults) {
        this.notices = notices;
        this.faults = faults;
    }

    public void tell(Throwable failure) {
        UserError.line(failure).ifPresentOrElse(notices::error, () -> faults.report(failure));
    }
}
