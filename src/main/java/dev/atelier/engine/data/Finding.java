package dev.atelier.engine.data;

/** What is wrong with a line (from 1) of a dataset. */
public record Finding(int line, String reason) {}
