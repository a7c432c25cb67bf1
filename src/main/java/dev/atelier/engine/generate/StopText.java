package dev.atelier.engine.generate;

import java.util.List;

/** Ends a growing text before the first of some texts. An end that may begin one of them is held back until that is decided, whatever pieces it comes in. */
final class StopText {
    private final List<String> stops;
    private final StringBuilder held = new StringBuilder();
    private boolean stopped;

    StopText(List<String> stops) {
        this.stops = stops;
    }

    /** What of the text can be shown now. */
    String add(String piece) {
        if (stopped || piece.isEmpty()) {
            return "";
        }
        if (stops.isEmpty()) {
            return piece;
        }
        held.append(piece);
        int first = stops.stream().mapToInt(held::indexOf).filter(at -> at >= 0).min().orElse(-1);
        stopped = first >= 0;
        return take(stopped ? first : certain());
    }

    /** What was held back, when nothing more comes. */
    String finish() {
        return stopped ? "" : take(held.length());
    }

    /** Whether one of the texts came. */
    boolean stopped() {
        return stopped;
    }

    private String take(int count) {
        String text = held.substring(0, count);
        held.delete(0, count);
        return text;
    }

    /** Where the longest end that is a beginning of a stop text begins. */
    private int certain() {
        int longest = stops.stream().mapToInt(String::length).max().orElse(0);
        for (int at = Math.max(0, held.length() - longest + 1); at < held.length(); at++) {
            String end = held.substring(at);
            if (stops.stream().anyMatch(stop -> stop.startsWith(end))) {
                return at;
            }
        }
        return held.length();
    }
}
