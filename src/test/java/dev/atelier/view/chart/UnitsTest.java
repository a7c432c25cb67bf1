package dev.atelier.view.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;

class UnitsTest {
    private static final long GB = 1L << 30;
    private final Units english = Units.of(Locale.ENGLISH);
    private final Units french = Units.of(Locale.FRENCH);

    @Test
    void sizesCountIn1024sAndAreWrittenInTheLanguage() {
        assertThat(english.bytes(0)).isEqualTo("0 bytes");
        assertThat(english.bytes(1023)).isEqualTo("1,023 bytes");
        assertThat(english.bytes(8 * GB)).isEqualTo("8.0 GB");
        assertThat(english.bytes(GB + GB / 5)).isEqualTo("1.2 GB");
        assertThat(english.bytes(GB - 1)).isEqualTo("1.0 GB");
        assertThat(english.bytes(63L << 20)).isEqualTo("63 MB");
        assertThat(english.bytes(6L << 20)).isEqualTo("6.0 MB");
        assertThat(english.bytesOf(20L << 20, 8 * GB)).isEqualTo("20 MB of 8.0 GB");
        assertThat(english.bytes(512L << 20)).isEqualTo("512 MB");
        assertThat(french.bytes(GB + GB / 5)).isEqualTo("1,2 Go");
        assertThat(english.bytesOf(51 * GB / 10, 76 * GB / 10)).isEqualTo("5.1 of 7.6 GB");
        assertThat(english.bytesOf(9 * GB, 8 * GB)).isEqualTo("9.0 of 8.0 GB");
        assertThat(french.bytesOf(51 * GB / 10, 76 * GB / 10)).isEqualTo("5,1 sur 7,6 Go");
    }

    @Test
    void countsParametersAndShares() {
        assertThat(english.count(1234567)).isEqualTo("1,234,567");
        assertThat(french.count(1234567)).isEqualTo("1\u202f234\u202f567");
        assertThat(english.parameters(940)).isEqualTo("940");
        assertThat(english.parameters(12_345)).isEqualTo("12.3 K");
        assertThat(english.parameters(5_800_000)).isEqualTo("5.8 M");
        assertThat(english.parameters(7_200_000_000L)).isEqualTo("7.2 B");
        assertThat(french.parameters(7_200_000_000L)).isEqualTo("7,2 Md");
        assertThat(english.percent(0.0042)).isEqualTo("0.42 %");
        assertThat(english.percent(0.042)).isEqualTo("4.2 %");
        assertThat(french.percent(0.42)).isEqualTo("42 %");
        assertThat(english.loss(1.23456)).isEqualTo("1.235");
        assertThat(english.loss(0.123456)).isEqualTo("0.1235");
    }

    @Test
    void timesAsPeopleSayThem() {
        assertThat(english.left(Duration.ofSeconds(5))).isEqualTo("a few seconds left");
        assertThat(english.left(Duration.ofSeconds(40))).isEqualTo("less than a minute left");
        assertThat(english.left(Duration.ofSeconds(70))).isEqualTo("about a minute left");
        assertThat(english.left(Duration.ofMinutes(12))).isEqualTo("about 12 minutes left");
        assertThat(english.left(Duration.ofMinutes(33))).isEqualTo("about 35 minutes left");
        assertThat(english.left(Duration.ofMinutes(58))).isEqualTo("about an hour left");
        assertThat(english.left(Duration.ofMinutes(88))).isEqualTo("about an hour and a half left");
        assertThat(english.left(Duration.ofMinutes(150))).isEqualTo("about 2 and a half hours left");
        assertThat(english.left(Duration.ofHours(49))).isEqualTo("about 2 days left");
        assertThat(french.left(Duration.ofMinutes(12))).isEqualTo("encore 12 minutes environ");
        assertThat(english.duration(Duration.ofSeconds(130))).isEqualTo("2 min 10 s");
        assertThat(english.duration(Duration.ofMinutes(125))).isEqualTo("2 h 5 min");
    }

    @Test
    void anotherLanguageReadsEnglishWhateverTheMachineSpeaks() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.FRENCH);
            assertThat(Units.of(Locale.JAPANESE).left(Duration.ofMinutes(12))).isEqualTo("about 12 minutes left");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void bothLanguagesSayEverything() {
        var english = ResourceBundle.getBundle("dev.atelier.view.chart.Messages", Locale.ROOT);
        var french = ResourceBundle.getBundle("dev.atelier.view.chart.Messages", Locale.FRENCH);
        assertThat(french.getLocale()).isEqualTo(Locale.FRENCH);
        for (String key : english.keySet()) {
            assertThat(french.containsKey(key)).as(key).isTrue();
        }
        var own = new java.util.Properties();
        try (var in = Units.class.getResourceAsStream("Messages_fr.properties")) {
            own.load(new java.io.InputStreamReader(in, java.nio.charset.StandardCharsets.UTF_8));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        assertThat(own.stringPropertyNames()).isEqualTo(english.keySet());
    }
}
