package dev.atelier.view.model;

/** One thing to know of a file or folder; {@code help} explains it. */
record Fact(String name, String value, String help) {}
