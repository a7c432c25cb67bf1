package dev.atelier.engine.data;

import java.util.List;

/**
 * What {@code data check} prints.
 *
 * @param rows usable rows
 * @param bad lines that are not
 * @param shape the rows' {@link Shape#label}, "none" if there are none
 * @param findings one for each bad line, at most {@link Dataset#MAX_FINDINGS}
 */
public record DataReport(int rows, int bad, String shape, List<Finding> findings) {}
