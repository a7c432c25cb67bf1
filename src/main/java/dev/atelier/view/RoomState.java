package dev.atelier.view;

/** What the rail says of a room: a dot's kind, and in words why. */
public record RoomState(Kind kind, String why) {
    /** Nothing in it yet; there is something; something runs; the user should look. */
    public enum Kind {
        EMPTY, READY, RUNNING, ATTENTION
    }
}
