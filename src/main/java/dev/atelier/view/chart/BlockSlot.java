package dev.atelier.view.chart;

/** Where each matrix stands in the picture of a layer, in the order of the data's way; pixels of the picture at scale 1. */
enum BlockSlot {
    Q("q_proj", "q", 54, 284, 70), K("k_proj", "k", 132, 284, 70), V("v_proj", "v", 210, 284, 70), O("o_proj", "o", 132, 128, 70),
    GATE("gate_proj", "g", 345, 284, BlockSlot.WIDE), UP("up_proj", "u", 463, 284, BlockSlot.WIDE), DOWN("down_proj", "d", 463, 128, BlockSlot.WIDE);

    /** The width of the feed-forward boxes. */
    static final double WIDE = 108;
    private final String matrix;
    private final String letter;
    private final double center;
    private final double bottom;
    private final double width;

    BlockSlot(String matrix, String letter, double center, double bottom, double width) {
        this.matrix = matrix;
        this.letter = letter;
        this.center = center;
        this.bottom = bottom;
        this.width = width;
    }

    String matrix() {
        return matrix;
    }

    String letter() {
        return letter;
    }

    double center() {
        return center;
    }

    double left() {
        return center - width / 2;
    }

    double right() {
        return center + width / 2;
    }

    double bottom() {
        return bottom;
    }

    double width() {
        return width;
    }
}
