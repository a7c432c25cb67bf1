package dev.atelier.view.model;

/** Values of one part of a model; {@code share} of 1. */
record Part(String id, String name, double share, String text) {}
