import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Draws the program's icon, an easel that is an A with a falling loss curve as its bar, in every size and container the systems want:
 * {@code java installers/Icons.java} in the repository's root. The same bytes each time with the same Java.
 */
final class Icons {
    private static final Path INSTALLERS = Path.of("installers", "icons");
    private static final Path WINDOW = Path.of("resources", "dev", "atelier");
    private static final double UNITS = 512;
    private static final int SMALL = 48;

    /** The kinds of picture in a macOS icon; the last five are for screens of double density. */
    private enum Apple {
        icp4(16), icp5(32), ic07(128), ic08(256), ic09(512), ic11(32), ic12(64), ic13(256), ic14(512), ic10(1024);

        private final int size;

        Apple(int size) {
            this.size = size;
        }
    }

    public static void main(String[] args) throws IOException {
        System.setProperty("java.awt.headless", "true");
        Files.createDirectories(INSTALLERS);
        for (int size : List.of(16, 24, 32, 48, 64, 128, 256, 512)) {
            Files.write(INSTALLERS.resolve("atelier-" + size + ".png"), png(size));
        }
        for (int size : List.of(16, 32, 64, 256)) {
            Files.write(WINDOW.resolve("icon-" + size + ".png"), png(size));
        }
        Files.write(Path.of("installers", "linux", "atelier.png"), png(512)); // jpackage takes the menu's icon from there
        Files.write(INSTALLERS.resolve("atelier.ico"), ico(List.of(16, 24, 32, 48, 64, 128, 256)));
        Files.write(INSTALLERS.resolve("atelier.icns"), icns());
    }

    /** On a square of 512 units; small ones have less air and thicker lines. */
    private static BufferedImage draw(int size) {
        boolean small = size <= SMALL;
        double margin = small ? 8 : 28;
        double leg = small ? 66 : 46;
        double bar = small ? 62 : 42;
        var image = new BufferedImage(size, size, BufferedImage.TYPE_INT_ARGB);
        Graphics2D pen = image.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        pen.scale(size / UNITS, size / UNITS);
        var ground = new GradientPaint(0, (float) margin, new Color(0x2B7DE9), 0, (float) (UNITS - margin), new Color(0x1A3FA8));
        pen.setPaint(ground);
        pen.fill(new RoundRectangle2D.Double(margin, margin, UNITS - 2 * margin, UNITS - 2 * margin, 210, 210));

        var legs = new Path2D.Double();
        legs.moveTo(134, 396);
        legs.lineTo(256, 110);
        legs.lineTo(378, 396);
        pen.setPaint(Color.WHITE);
        pen.setStroke(line(leg));
        pen.draw(legs);

        var curve = new Path2D.Double();
        curve.moveTo(104, 186);
        curve.curveTo(140, 300, 236, 312, 404, 314);
        pen.setPaint(ground);
        pen.setStroke(line(bar + (small ? 44 : 40)));
        pen.draw(curve);
        pen.setPaint(new Color(0xFFC24B));
        pen.setStroke(line(bar));
        pen.draw(curve);
        if (!small) {
            pen.fill(new Ellipse2D.Double(404 - 36, 314 - 36, 72, 72));
        }
        pen.dispose();
        return image;
    }

    private static BasicStroke line(double width) {
        return new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    }

    private static byte[] png(int size) throws IOException {
        var out = new ByteArrayOutputStream();
        ImageIO.write(draw(size), "png", out);
        return out.toByteArray();
    }

    /** Windows: a table of sizes and places, then the PNGs. */
    private static byte[] ico(List<Integer> sizes) throws IOException {
        var images = new ByteArrayOutputStream();
        int headers = 6 + 16 * sizes.size();
        var table = ByteBuffer.allocate(headers).order(ByteOrder.LITTLE_ENDIAN).putShort((short) 0).putShort((short) 1).putShort((short) sizes.size());
        for (int size : sizes) {
            byte[] png = png(size);
            table.put((byte) size).put((byte) size).put((byte) 0).put((byte) 0).putShort((short) 1).putShort((short) 32).putInt(png.length).putInt(headers + images.size());
            images.writeBytes(png);
        }
        var out = new ByteArrayOutputStream();
        out.writeBytes(table.array());
        out.writeBytes(images.toByteArray());
        return out.toByteArray();
    }

    /** macOS: each PNG behind its type and length. */
    private static byte[] icns() throws IOException {
        var images = new ByteArrayOutputStream();
        for (Apple kind : Apple.values()) {
            byte[] png = png(kind.size);
            images.writeBytes(head(kind.name(), png.length));
            images.writeBytes(png);
        }
        var out = new ByteArrayOutputStream();
        out.writeBytes(head("icns", images.size()));
        out.writeBytes(images.toByteArray());
        return out.toByteArray();
    }

    private static byte[] head(String type, int length) {
        return ByteBuffer.allocate(8).put(type.getBytes(StandardCharsets.US_ASCII)).putInt(length + 8).array();
    }
}
