package dev.atelier.cli;

import dev.atelier.domain.Names;
import dev.atelier.domain.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a thrown exception becomes: one line on standard error and an exit code. The stack trace of a defect goes to a log file, never to the screen. */
final class Mistakes {
    private Mistakes() {}

    /** Arguments that make no command. */
    static int parameters(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String found = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        if (e instanceof UnmatchedArgumentException unmatched) {
            found = "unknown " + (unmatched.isUnknownOption() ? "option " : isRoot(command) ? "command " : "argument ") + String.join(" ", unmatched.getUnmatched().subList(0, 1));
            List<String> suggestions = unmatched.getSuggestions();
            if (!suggestions.isEmpty()) {
                found += ": " + Names.suggest(unmatched.getUnmatched().getFirst(), suggestions.subList(0, Math.min(3, suggestions.size())));
            }
        } else if (e instanceof MissingParameterException) {
            found = "wanted " + found.replaceFirst("(?i)^missing required (option|parameter|argument)\\(?s?\\)?:? ", "");
            found = found.replace("'", "") + ", found none";
        }
        return mistake(command.getErr(), found + " (see " + command.getCommandSpec().qualifiedName() + " --help)");
    }

    /** Whatever a command threw. */
    static int execution(Exception e, CommandLine command, ParseResult parsed) {
        var line = UserError.line(e);
        if (line.isPresent()) {
            return mistake(command.getErr(), line.get());
        }
        if (e instanceof TrainSession.EngineFailure) {
            command.getErr().println("atelier: " + oneLine(String.valueOf(e.getMessage())));
            return Verb.DEFECT;
        }
        if (e instanceof CancellationException) {
            return Verb.INTERRUPTED;
        }
        command.getErr().println("atelier: " + firstLine(e) + " (a defect of the program; details in " + log(e, parsed) + ")");
        return Verb.DEFECT;
    }

    private static int mistake(PrintWriter err, String message) {
        err.println("atelier: " + oneLine(message));
        return Verb.MISTAKE;
    }

    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    private static boolean isRoot(CommandLine command) {
        return command.getParent() == null;
    }

    private static String firstLine(Exception e) {
        return e.toString().lines().findFirst().orElse("");
    }

    /** Appends the stack trace to the user's log; the log's path, or why it could not be written. */
    private static String log(Exception e, ParseResult parsed) {
        var trace = new StringWriter();
        trace.append(Instant.now() + " " + String.join(" ", parsed.originalArgs()) + "\n");
        e.printStackTrace(new PrintWriter(trace));
        try {
            Path file = Files.createDirectories(Path.of(System.getProperty("user.home"), ".atelier")).resolve("atelier.log");
            Files.writeString(file, trace.toString(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return file.toString();
        } catch (IOException unwritable) {
            return "no log, as " + unwritable + "; the first lines: " + trace.toString().lines().limit(4).toList();
        }
    }
}
