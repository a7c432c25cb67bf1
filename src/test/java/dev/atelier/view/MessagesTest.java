package dev.atelier.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** Every word of the window is in a bundle, and every bundle speaks English and French. */
class MessagesTest {
    private static final Path RESOURCES = Path.of("resources", "dev", "atelier");
    private static final Pattern PLACE = Pattern.compile("\\{\\d\\}");
    private static final Pattern WORDS = Pattern.compile("\\p{L}{2,}");
    private static final List<String> TEXTS = List.of("text", "promptText", "accessibleText", "accessibleHelp", "accessibleRoleDescription", "title", "headerText", "contentText");
    /** Words in code that is put on the screen: they belong into a bundle. */
    private static final Pattern LITERAL = Pattern.compile("(?:setText|setPromptText|setAccessibleText|setAccessibleHelp|setTitle|setHeaderText|new Label|new Button|new Tooltip|new Text|new MenuItem"
            + "|new ToggleButton|new CheckBox|new Tab|new TableColumn<>)\\(\"([^\"]*\\p{L}{2,}[^\"]*)\"");

    @Test
    void bothLanguagesHaveTheSameKeysAndPlaces() throws IOException {
        for (Path english : files("Messages.properties")) {
            Properties first = read(english);
            Properties second = read(english.resolveSibling("Messages_fr.properties"));
            assertThat(second.stringPropertyNames()).as(english.toString()).containsExactlyInAnyOrderElementsOf(first.stringPropertyNames());
            for (String key : first.stringPropertyNames()) {
                assertThat(places(second.getProperty(key))).as(english + " " + key).isEqualTo(places(first.getProperty(key)));
                assertThat(first.getProperty(key)).as(english + " " + key).isNotBlank();
                assertThat(second.getProperty(key)).as("French of " + english + " " + key).isNotBlank();
            }
        }
    }

    @Test
    void noKeyStandsTwice() throws IOException {
        for (String name : List.of("Messages.properties", "Messages_fr.properties")) {
            for (Path file : files(name)) {
                List<String> keys = Files.readAllLines(file).stream().filter(line -> line.matches("[a-z][\\w.\\-]*\\s*=.*")).map(line -> line.substring(0, line.indexOf('=')).strip()).toList();
                assertThat(keys).as(file.toString()).doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void noTextStandsInFxml() throws Exception {
        for (Path file : files(".fxml")) {
            var document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
            var elements = document.getElementsByTagName("*");
            for (int i = 0; i < elements.getLength(); i++) {
                var element = (Element) elements.item(i);
                for (String attribute : TEXTS) {
                    String value = element.getAttribute(attribute);
                    assertThat(value.isEmpty() || value.startsWith("%") || value.startsWith("$") || !WORDS.matcher(value).find()).as(file + " <" + element.getTagName() + " " + attribute + "=\"" + value + "\">")
                            .isTrue();
                }
            }
        }
    }

    @Test
    void noTextStandsInTheViewsCode() throws IOException {
        var found = new ArrayList<String>();
        for (Path file : walk(Path.of("src", "main", "java", "dev", "atelier", "view"), ".java")) {
            LITERAL.matcher(Files.readString(file)).results().map(MatchResult::group).forEach(hit -> found.add(file + ": " + hit));
        }
        assertThat(found).isEmpty();
    }

    private static TreeSet<String> places(String text) {
        var out = new TreeSet<String>();
        PLACE.matcher(text).results().map(MatchResult::group).forEach(out::add);
        return out;
    }

    private static Properties read(Path file) throws IOException {
        var out = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            out.load(in);
        }
        return out;
    }

    private static List<Path> files(String ending) throws IOException {
        List<Path> found = walk(RESOURCES, ending);
        assertThat(found).isNotEmpty();
        return found;
    }

    private static List<Path> walk(Path root, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }
}
