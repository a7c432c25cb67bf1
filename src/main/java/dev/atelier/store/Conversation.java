package dev.atelier.store;

import java.time.Instant;

/** A chat that is kept; {@code turns} counts its questions. */
public record Conversation(long id, String title, Instant created, int turns) {}
