/** The small kit the window is made with: scopes, views beside their FXML, view-models of records, work off the window's thread. Knows nothing of models or projects. */
@NullMarked
package dev.atelier.ui;

import org.jspecify.annotations.NullMarked;
