package dev.atelier.view.chart;

import java.util.function.ToDoubleFunction;

/** The way of the data through one layer, bottom to top and back to the stream; pixels of the picture at scale 1. */
final class BlockWires {
    private static final double STREAM = 358;
    private static final double SPLIT = 298;
    private static final double NORM_TOP = 310;
    private static final double NORM_BOTTOM = 334;
    private static final double STEP_TOP = 146;
    private static final double STEP_MIDDLE = 158;
    private static final double STEP_BOTTOM = 170;
    private static final double RADIUS = 9;
    private static final double ATTENTION_BACK = 260;
    private static final double MLP_BACK = 533;
    private static final double GATE_RIGHT = 379;

    private BlockWires() {}

    /** Draws all lines, given where each box has its top and its middle. */
    static Wires draw(ToDoubleFunction<BlockSlot> top, ToDoubleFunction<BlockSlot> middle) {
        Wires wires = new Wires();
        wires.arrow("wire-stream", 0, STREAM, 560, STREAM);
        branch(wires, BlockSlot.K.center(), BlockSlot.Q, BlockSlot.K, BlockSlot.V);
        for (BlockSlot slot : new BlockSlot[] {BlockSlot.Q, BlockSlot.K, BlockSlot.V, BlockSlot.GATE}) {
            wires.arrow("wire", slot.center(), top.applyAsDouble(slot), slot.center(), STEP_BOTTOM);
        }
        wires.arrow("wire", BlockSlot.O.center(), STEP_TOP, BlockSlot.O.center(), BlockSlot.O.bottom());
        back(wires, BlockSlot.O.right(), middle.applyAsDouble(BlockSlot.O), ATTENTION_BACK);

        branch(wires, (BlockSlot.GATE.center() + BlockSlot.UP.center()) / 2, BlockSlot.GATE, BlockSlot.UP);
        double product = BlockSlot.UP.center();
        wires.arrow("wire", GATE_RIGHT, STEP_MIDDLE, product - RADIUS, STEP_MIDDLE);
        wires.arrow("wire", product, top.applyAsDouble(BlockSlot.UP), product, STEP_MIDDLE + RADIUS);
        wires.arrow("wire", product, STEP_MIDDLE - RADIUS, product, BlockSlot.DOWN.bottom());
        wires.operator(product, STEP_MIDDLE, RADIUS, true);
        back(wires, BlockSlot.DOWN.right(), middle.applyAsDouble(BlockSlot.DOWN), MLP_BACK);

        wires.line("wire-bracket", 8.5, 397, 8.5, 408, 551.5, 408, 551.5, 397);
        return wires;
    }

    private static void branch(Wires wires, double x, BlockSlot... into) {
        wires.dot(x, STREAM);
        wires.arrow("wire", x, STREAM, x, NORM_BOTTOM);
        for (BlockSlot slot : into) {
            if (slot.center() == x) {
                wires.arrow("wire", x, NORM_TOP, x, slot.bottom());
            } else {
                wires.arrow("wire", x, NORM_TOP, x, SPLIT, slot.center(), SPLIT, slot.center(), slot.bottom());
            }
        }
    }

    private static void back(Wires wires, double fromX, double fromY, double x) {
        wires.arrow("wire", fromX, fromY, x, fromY, x, STREAM - RADIUS);
        wires.operator(x, STREAM, RADIUS, false);
    }
}
