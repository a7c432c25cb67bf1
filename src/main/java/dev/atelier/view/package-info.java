/** The window: one package a room, each a view beside its FXML and a view-model that knows no control. */
@NullMarked
package dev.atelier.view;

import org.jspecify.annotations.NullMarked;
