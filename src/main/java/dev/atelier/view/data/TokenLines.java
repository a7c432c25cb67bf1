package dev.atelier.view.data;

import dev.atelier.domain.work.WorkRequest.RowPreview.Piece;
import java.util.ArrayList;
import java.util.List;

/** Tokens broken into lines of a width in characters; a token is never split, a line ends where its text does. */
final class TokenLines {
    private TokenLines() {}

    static List<List<Piece>> wrap(List<Piece> pieces, int columns) {
        var lines = new ArrayList<List<Piece>>();
        var line = new ArrayList<Piece>();
        int used = 0;
        for (Piece piece : pieces) {
            int width = width(piece);
            if (used + width > columns && !line.isEmpty()) {
                lines.add(line);
                line = new ArrayList<>();
                used = 0;
            }
            line.add(piece);
            used += width;
            if (piece.text().endsWith("\n")) {
                lines.add(line);
                line = new ArrayList<>();
                used = 0;
            }
        }
        if (!line.isEmpty()) {
            lines.add(line);
        }
        return lines;
    }

    /** What is seen of a token: line ends and tabs as signs, a byte of a character still to be completed as a dot. */
    static String shown(Piece piece) {
        return piece.text().isEmpty() ? "·" : piece.text().replace("\r", "").replace("\n", "↵").replace("\t", "→");
    }

    /** In columns of a monospaced font; Chinese, Japanese, Korean signs and pictures take two. */
    static int width(Piece piece) {
        return (int) shown(piece).codePoints().mapToLong(c -> c >= 0x1100 && (c <= 0x115f || c >= 0x2e80 && c <= 0xa4cf || c >= 0xac00 && c <= 0xd7a3 || c >= 0xf900 && c <= 0xfaff
                || c >= 0xfe30 && c <= 0xfe4f || c >= 0xff00 && c <= 0xff60 || c >= 0x1f300) ? 2 : 1).sum();
    }
}
