package dev.atelier.store;

import dev.atelier.domain.UserError;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** The database could not do what was asked, and the user cannot mend it. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private StoreException(SQLException cause) {
        super("the project's database: " + cause.getMessage(), cause);
    }

    /** Whether {@code e} says that the file's content is wrong, rather than that it cannot be read or written. */
    static boolean damage(SQLException e) {
        return !(of(e) instanceof UserError);
    }

    /** {@code e} as it is thrown on: a {@link UserError} where there is something to mend. */
    static RuntimeException of(SQLException e) {
        return switch (SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xff)) {
            case SQLITE_FULL -> new UserError("wanted to write to the project, found the disk full: make room, then try again", e);
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN -> new UserError("wanted to write to the project, found that its folder is read-only: change its permissions, or copy it", e);
            case SQLITE_BUSY -> new UserError("wanted to write to the project, found it busy in another program: close that program", e);
            default -> new StoreException(e);
        };
    }
}
