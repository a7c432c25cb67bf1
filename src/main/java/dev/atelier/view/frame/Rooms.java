package dev.atelier.view.frame;

import dev.atelier.view.Room;
import dev.atelier.view.adapter.AdapterView;
import dev.atelier.view.chat.ChatView;
import dev.atelier.view.data.DataView;
import dev.atelier.view.export.ExportView;
import dev.atelier.view.learn.LearnView;
import dev.atelier.view.model.ModelView;
import dev.atelier.view.train.TrainView;
import java.util.List;

/** The rail, top to bottom. A new room is its package and a line here. */
final class Rooms {
    /** A room's place: {@code id} names its texts ({@code room.data}), {@code icon} is Ikonli's. Its key is Ctrl and its number. */
    record Place(String id, String icon, Class<? extends Room> view) {}

    static final List<Place> ALL = List.of(new Place("data", "fth-database", DataView.class), new Place("model", "fth-box", ModelView.class),
            new Place("adapter", "fth-sliders", AdapterView.class), new Place("train", "fth-activity", TrainView.class), new Place("chat", "fth-message-circle", ChatView.class),
            new Place("export", "fth-package", ExportView.class), new Place("learn", "fth-book-open", LearnView.class));

    private Rooms() {}
}
