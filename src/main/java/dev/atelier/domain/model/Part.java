package dev.atelier.domain.model;

/** Where in a model a tensor stands. */
public enum Part {
    EMBEDDING, ATTENTION, MLP, NORM, HEAD
}
