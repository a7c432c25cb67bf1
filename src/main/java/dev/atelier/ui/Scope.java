package dev.atelier.ui;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A lifetime (the program, an open project, a dialog): one instance per type, looked up here, then in the parent, else built here through its only constructor. */
public final class Scope implements AutoCloseable {
    private final @Nullable Scope parent;
    private final Map<Class<?>, Object> instances = new LinkedHashMap<>();
    private final Deque<Class<?>> underConstruction = new ArrayDeque<>();

    public Scope() {
        this(null);
    }

    private Scope(@Nullable Scope parent) {
        this.parent = parent;
        instances.put(Scope.class, this);
    }

    /** A shorter life within this one. */
    public Scope child() {
        return new Scope(this);
    }

    /** Says what {@code type} is here. */
    public <T> Scope set(Class<T> type, T instance) {
        instances.put(type, instance);
        return this;
    }

    public <T> T get(Class<T> type) {
        for (Scope scope = this; scope != null; scope = scope.parent) {
            if (scope.instances.containsKey(type)) {
                return type.cast(scope.instances.get(type));
            }
        }
        return create(type);
    }

    private <T> T create(Class<T> type) {
        if (underConstruction.contains(type)) {
            throw new IllegalStateException("circular dependency: " + underConstruction + " -> " + type);
        }
        underConstruction.addLast(type);
        try {
            var constructors = type.getDeclaredConstructors();
            if (type.isInterface() || constructors.length != 1) {
                throw new IllegalStateException(type + " is not set in this scope and has no single constructor");
            }
            constructors[0].setAccessible(true);
            Object[] arguments = Arrays.stream(constructors[0].getParameterTypes()).map(this::get).toArray();
            T made = type.cast(constructors[0].newInstance(arguments));
            instances.put(type, made);
            return made;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("cannot build " + type, e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot build " + type, e);
        } finally {
            underConstruction.removeLast();
        }
    }

    /** Closes what can be closed, last made first; one that fails does not keep the others open. */
    @Override
    public void close() {
        RuntimeException failure = null;
        for (Object instance : new ArrayList<>(instances.values()).reversed()) {
            if (instance != this && instance instanceof AutoCloseable closeable) {
                try {
                    closeable.close();
                } catch (Exception e) {
                    failure = failure == null ? new IllegalStateException("closing " + instance.getClass(), e) : failure;
                }
            }
        }
        instances.clear();
        if (failure != null) {
            throw failure;
        }
    }
}
