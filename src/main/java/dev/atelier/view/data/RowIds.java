package dev.atelier.view.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javafx.collections.ObservableListBase;

/** Ids of rows in their order, eight bytes a row. What a new order has in common at both ends with the old one is not told as changed. */
final class RowIds extends ObservableListBase<Long> {
    private long[] ids = {};

    void set(long... now) {
        long[] was = ids;
        int start = Arrays.mismatch(was, now);
        if (start < 0) {
            return;
        }
        int end = 0;
        while (end < Math.min(was.length, now.length) - start && was[was.length - 1 - end] == now[now.length - 1 - end]) {
            end++;
        }
        List<Long> removed = new ArrayList<>(was.length - end - start);
        for (int i = start; i < was.length - end; i++) {
            removed.add(was[i]);
        }
        beginChange();
        ids = now;
        nextReplace(start, now.length - end, removed);
        endChange();
    }

    long at(int index) {
        return ids[index];
    }

    /** From {@code from} on, at most {@code count}. */
    long[] part(int from, int count) {
        return Arrays.copyOfRange(ids, Math.min(from, ids.length), Math.min(ids.length, from + count));
    }

    /** Where the row is; -1 if it is not shown. */
    int indexOf(long id) {
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] == id) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public int indexOf(Object id) {
        return id instanceof Long value ? indexOf(value.longValue()) : -1;
    }

    @Override
    public boolean contains(Object id) {
        return indexOf(id) >= 0;
    }

    @Override
    public Long get(int index) {
        return ids[index];
    }

    @Override
    public int size() {
        return ids.length;
    }
}
