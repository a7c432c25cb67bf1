package dev.atelier.view.chart;

import dev.atelier.view.chart.Block.Norms;
import java.util.ArrayList;
import java.util.List;

/** Where everything stands in the picture of a layer; pixels of the picture at scale 1. The data goes from the stream up through each part and back. */
final class BlockPlan {
    static final double WIDTH = 584;
    static final double HEIGHT = 420;
    private static final double LOWEST = 46;
    private static final double WIDE = 100;
    private static final double LETTER = 7;
    private static final double CHIP = 24;
    private static final double NORM = 88;
    private static final double RADIUS = 9;
    private static final double ATTENTION_LEFT = 19;
    private static final double ATTENTION_WIDTH = 226;
    private static final double ATTENTION = ATTENTION_LEFT + ATTENTION_WIDTH / 2;
    private static final double ATTENTION_BACK = 260;
    private static final double GATE = 346;
    private static final double UP = 454;
    private static final double MLP_BACK = 532;

    private final Block block;
    private final boolean after;
    private final double highest;
    private final double most;
    private final double outBottom;
    private final double step;
    private final double inBottom;
    private final double stream;
    private final Wires wires = new Wires();
    private final List<Place> places = new ArrayList<>();
    private final List<Text> texts = new ArrayList<>();
    private final List<Place> head = new ArrayList<>();

    /** A box for a matrix. */
    record Place(Matrix matrix, double center, double bottom, double width, double height) {
        double left() {
            return center - width / 2;
        }

        double right() {
            return center + width / 2;
        }

        double top() {
            return bottom - height;
        }

        double middle() {
            return bottom - height / 2;
        }
    }

    /** Words with a style; a {@code width} of 0 takes what they need. */
    record Text(String words, String style, double x, double y, double width, double height) {}

    BlockPlan(Block block, Units units) {
        this.block = block;
        this.after = block.norms() == Norms.AFTER;
        this.highest = after || block.headNorms() ? 80 : 104;
        this.most = Math.max(1, block.matrices().stream().mapToLong(Matrix::parameters).max().orElse(1));
        this.outBottom = after ? 112 : 128;
        this.step = after ? 128 : 146;
        this.inBottom = after ? 240 : 284;
        this.stream = after ? 304 : 358;
        wires.arrow("wire-stream", 0, stream, WIDTH, stream);
        texts.add(new Text(units.text("block.attentionPart"), "block-title", 20, 12, 0, 0));
        texts.add(new Text(units.text("block.mlpPart"), "block-title", 290, 12, 0, 0));
        texts.add(new Text(units.text("block.residual"), "block-note", 16, stream + 14, 0, 0));
        attention(units);
        mlp();
        wires.line("wire-bracket", 8.5, bracket() - 11, 8.5, bracket(), WIDTH - 8.5, bracket(), WIDTH - 8.5, bracket() - 11);
        head(units);
    }

    private void attention(Units units) {
        int n = block.attention().size();
        double width = (ATTENTION_WIDTH - 8 * (n - 1)) / n;
        var in = new ArrayList<Place>();
        for (int i = 0; i < n; i++) {
            in.add(place(block.attention().get(i), ATTENTION_LEFT + width / 2 + i * (width + 8), inBottom, width));
        }
        branch(ATTENTION, in);
        String[] names = {"q", "k", "v"};
        for (int i = 0; i < names.length; i++) {
            double x = ATTENTION_LEFT + 35 + i * 78;
            double top = in.get(n == 1 ? 0 : Math.min(i, n - 1)).top();
            if (block.headNorms() && i < 2) {
                chip(block.norm(), x, 178, 66, 18);
                wires.arrow("wire", x, top, x, 196);
                top = 178;
            }
            wires.arrow("wire", x, top, x, step + CHIP);
            if (n == 1) {
                texts.add(new Text(names[i], "block-note", x + 6, (top + step + CHIP) / 2 - 7, 0, 0));
            }
        }
        chip(units.text("block.attention"), ATTENTION, step, ATTENTION_WIDTH, CHIP);
        Place out = place(block.attentionOut(), ATTENTION, outBottom, wide(block.attentionOut(), 70));
        wires.arrow("wire", ATTENTION, step, ATTENTION, out.bottom());
        back(out, ATTENTION_BACK, 312);
    }

    private void mlp() {
        boolean two = block.mlp().size() == 2;
        double center = block.gated() ? (GATE + UP) / 2 : after ? 376 : 440;
        var in = new ArrayList<Place>();
        if (two) {
            in.add(place(block.mlp().getFirst(), GATE, inBottom, WIDE));
            in.add(place(block.mlp().getLast(), UP, inBottom, WIDE));
        } else {
            in.add(place(block.mlp().getFirst(), center, inBottom, block.gated() ? UP - GATE + WIDE : wide(block.mlp().getFirst(), 150)));
        }
        branch(center, in);
        double bend = block.gated() ? GATE : center;
        double end = block.gated() ? UP : center;
        chip(block.activation(), bend, step, 68, CHIP);
        wires.arrow("wire", bend, in.getFirst().top(), bend, step + CHIP);
        Place out = place(block.mlpOut(), end, outBottom, wide(block.mlpOut(), WIDE));
        if (block.gated()) {
            double middle = step + CHIP / 2;
            wires.arrow("wire", bend + 34, middle, end - RADIUS, middle);
            wires.arrow("wire", end, in.getLast().top(), end, middle + RADIUS);
            wires.arrow("wire", end, middle - RADIUS, end, out.bottom());
            wires.operator(end, middle, RADIUS, true);
        } else {
            wires.arrow("wire", end, step, end, out.bottom());
        }
        back(out, after ? 478 : MLP_BACK, 532);
    }

    /** From the stream, through a norm where it stands before, into every box. */
    private void branch(double x, List<Place> into) {
        wires.dot(x, stream);
        double from = stream;
        if (!after) {
            wires.arrow("wire", x, stream, x, 334);
            chip(block.norm(), x, 310, NORM, CHIP);
            from = 310;
        }
        double split = inBottom + 14;
        for (Place place : into) {
            if (place.center() == x) {
                wires.arrow("wire", x, from, x, place.bottom());
            } else {
                wires.arrow("wire", x, from, x, split, place.center(), split, place.center(), place.bottom());
            }
        }
    }

    /** From a box back to the stream, through a norm where there is one behind; {@code norm}: the middle of one that stands on the stream. */
    private void back(Place from, double x, double norm) {
        if (block.norms() == Norms.BOTH) {
            double width = Math.min(NORM, 2 * (WIDTH - 12 - x));
            wires.arrow("wire", from.right(), from.middle(), x, from.middle(), x, 310);
            chip(block.norm(), x, 310, width, CHIP);
            wires.arrow("wire", x, 334, x, stream - RADIUS);
        } else {
            wires.arrow("wire", from.right(), from.middle(), x, from.middle(), x, stream - RADIUS);
        }
        wires.operator(x, stream, RADIUS, false);
        if (after) {
            chip(block.norm(), norm, stream - CHIP / 2, 74, CHIP);
        }
    }

    private void head(Units units) {
        if (block.head().isEmpty()) {
            return;
        }
        double top = bracket() + 26;
        texts.add(new Text(units.text("block.head"), "block-note", 16, top - 17, 0, 0));
        double x = 8;
        for (Matrix matrix : block.head()) {
            double width = wide(matrix, 110);
            head.add(new Place(matrix, x + width / 2, top + 36, width, 36));
            wires.arrow("wire", x + width, top + 18, x + width + 28, top + 18);
            x += width + 28;
        }
        texts.add(new Text(String.join(" · ", block.classes()), "block-classes", x + 4, top, WIDTH - x - 12, 36));
    }

    private Place place(Matrix matrix, double center, double bottom, double width) {
        double height = Math.rint(Math.clamp(matrix.parameters() / most * highest * WIDE / width, LOWEST, highest));
        var place = new Place(matrix, center, bottom, width, height);
        places.add(place);
        return place;
    }

    /** Wide enough for its name. */
    private static double wide(Matrix matrix, double otherwise) {
        return Math.max(otherwise, Math.rint(matrix.name().length() * LETTER + 20));
    }

    private void chip(String words, double center, double top, double width, double height) {
        texts.add(new Text(words, "block-step", center - width / 2, top, width, height));
    }

    /** Where the part that is repeated ends. */
    double frameBottom() {
        return stream + 34;
    }

    double bracket() {
        return frameBottom() + 16;
    }

    List<Place> places() {
        return places;
    }

    /** Those behind the last layer. */
    List<Place> head() {
        return head;
    }

    List<Text> texts() {
        return texts;
    }

    Wires wires() {
        return wires;
    }
}
