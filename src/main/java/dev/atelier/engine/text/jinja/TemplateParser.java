package dev.atelier.engine.text.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Statements: what stands between the braces of a block tag. */
final class TemplateParser {
    private static final Set<String> REFUSED = Set.of("include", "import", "from", "extends", "block");

    private final Tokens tokens;
    private final ExpressionParser expressions;
    private int depth;
    private int loops;

    private TemplateParser(Tokens tokens) {
        this.tokens = tokens;
        expressions = new ExpressionParser(tokens);
    }

    static List<Node> parse(String template) {
        var parser = new TemplateParser(new Tokens(Lexer.tokens(template)));
        var nodes = parser.body(Set.of());
        if (parser.tokens.peek().kind() != Token.Kind.END) {
            throw parser.tokens.unexpected("the end of the template");
        }
        return nodes;
    }

    /** Nodes up to a block tag that one of {@code ends} opens; the cursor then stands on that name. */
    private List<Node> body(Set<String> ends) {
        if (++depth > Budget.MAX_DEPTH) {
            throw JinjaException.at(tokens.line(), "blocks nest too deeply");
        }
        var nodes = new ArrayList<Node>();
        while (true) {
            var token = tokens.next();
            switch (token.kind()) {
                case DATA -> nodes.add(new Node.Data(token.text()));
                case PRINT_BEGIN -> {
                    nodes.add(new Node.Print(expressions.tuple()));
                    tokens.expect(Token.Kind.PRINT_END, "'}}'");
                }
                case BLOCK_BEGIN -> {
                    if (tokens.peek().kind() == Token.Kind.NAME && ends.contains(tokens.peek().text())) {
                        depth--;
                        return nodes;
                    }
                    nodes.add(statement());
                }
                default -> {
                    if (!ends.isEmpty()) {
                        throw JinjaException.at(token.line(), "wanted one of " + ends + ", found the end of the template");
                    }
                    depth--;
                    return nodes;
                }
            }
        }
    }

    /** The body of a block, past its end tag. */
    private List<Node> bodyTo(String end) {
        var nodes = body(Set.of(end));
        tokens.next();
        endOfTag();
        return nodes;
    }

    private void endOfTag() {
        tokens.expect(Token.Kind.BLOCK_END, "'%}'");
    }

    private Node statement() {
        var line = tokens.line();
        var name = tokens.name();
        return switch (name) {
            case "if" -> conditional();
            case "for" -> loop(line);
            case "set" -> set(line);
            case "macro" -> macro();
            case "call" -> callBlock();
            case "filter" -> filterBlock(line);
            case "with" -> with();
            case "generation" -> {
                endOfTag();
                yield new Node.Generation(bodyTo("endgeneration"));
            }
            case "break", "continue" -> {
                if (loops == 0) {
                    throw JinjaException.at(line, "'" + name + "' outside a loop");
                }
                endOfTag();
                yield "break".equals(name) ? new Node.Break() : new Node.Continue();
            }
            default -> throw JinjaException.at(
                    line, REFUSED.contains(name) ? "'" + name + "' is refused: a chat template stands alone" : "unknown tag '" + name + "'");
        };
    }

    private Node conditional() {
        var condition = expressions.tuple();
        endOfTag();
        var then = body(Set.of("elif", "else", "endif"));
        var otherwise = switch (tokens.name()) {
            case "elif" -> List.of(elif());
            case "else" -> {
                endOfTag();
                yield bodyTo("endif");
            }
            default -> {
                endOfTag();
                yield List.<Node>of();
            }
        };
        return new Node.If(condition, then, otherwise);
    }

    private Node elif() {
        if (++depth > Budget.MAX_DEPTH) {
            throw JinjaException.at(tokens.line(), "blocks nest too deeply");
        }
        var node = conditional();
        depth--;
        return node;
    }

    private Node loop(int line) {
        var names = names();
        tokens.expectName("in");
        var items = expressions.or();
        if (tokens.peek().isOperator(",")) {
            var all = new ArrayList<>(List.of(items));
            while (tokens.acceptOperator(",")) {
                all.add(expressions.or());
            }
            items = new Expr.ListOf(all);
        }
        var condition = tokens.acceptName("if") ? expressions.expression() : null;
        var recursive = tokens.acceptName("recursive");
        endOfTag();
        loops++;
        var body = body(Set.of("else", "endfor"));
        loops--;
        List<Node> otherwise = List.of();
        if (tokens.next().isName("else")) {
            endOfTag();
            otherwise = bodyTo("endfor");
        } else {
            endOfTag();
        }
        return new Node.For(names, items, condition, body, otherwise, recursive, line);
    }

    private List<String> names() {
        var parenthesis = tokens.acceptOperator("(");
        var names = new ArrayList<>(List.of(tokens.name()));
        while (tokens.acceptOperator(",")) {
            names.add(tokens.name());
        }
        if (parenthesis) {
            tokens.expectOperator(")");
        }
        return names;
    }

    private Node set(int line) {
        if (tokens.peekAfter().isOperator(".")) {
            var namespace = tokens.name();
            tokens.next();
            var attribute = tokens.name();
            tokens.expectOperator("=");
            var value = expressions.tuple();
            endOfTag();
            return new Node.SetAttribute(namespace, attribute, value, line);
        }
        var names = names();
        if (tokens.acceptOperator("=")) {
            var value = expressions.tuple();
            endOfTag();
            return new Node.Set(names, value, line);
        }
        var filtered = expressions.filtered(new Expr.Name(Node.CAPTURED, line));
        endOfTag();
        return new Node.Capture(names.getFirst(), bodyTo("endset"), filtered);
    }

    private Node filterBlock(int line) {
        var tokenName = tokens.name();
        var arguments = tokens.peek().isOperator("(") ? expressions.arguments() : Expr.Arguments.NONE;
        var filtered = expressions.filtered(new Expr.Filter(new Expr.Name(Node.CAPTURED, line), tokenName, arguments, line));
        endOfTag();
        return new Node.FilterBlock(bodyTo("endfilter"), filtered);
    }

    private Node macro() {
        var name = tokens.name();
        var parameters = new ArrayList<String>();
        var defaults = parameters(parameters);
        endOfTag();
        return new Node.Macro(name, parameters, defaults, outsideLoops("endmacro"));
    }

    private Node callBlock() {
        var parameters = new ArrayList<String>();
        var defaults = tokens.peek().isOperator("(") ? parameters(parameters) : Map.<String, Expr>of();
        var line = tokens.line();
        if (!(expressions.expression() instanceof Expr.Call call)) {
            throw JinjaException.at(line, "{% call %} wants a call");
        }
        endOfTag();
        return new Node.CallBlock(call, parameters, defaults, outsideLoops("endcall"));
    }

    private List<Node> outsideLoops(String end) {
        var outer = loops;
        loops = 0;
        var nodes = bodyTo(end);
        loops = outer;
        return nodes;
    }

    private Map<String, Expr> parameters(List<String> names) {
        var defaults = new LinkedHashMap<String, Expr>();
        tokens.expectOperator("(");
        while (!tokens.acceptOperator(")")) {
            var name = tokens.name();
            names.add(name);
            if (tokens.acceptOperator("=")) {
                defaults.put(name, expressions.expression());
            }
            if (!tokens.peek().isOperator(")")) {
                tokens.expectOperator(",");
            }
        }
        return defaults;
    }

    private Node with() {
        var values = new LinkedHashMap<String, Expr>();
        while (tokens.peek().kind() == Token.Kind.NAME) {
            var name = tokens.name();
            tokens.expectOperator("=");
            values.put(name, expressions.expression());
            tokens.acceptOperator(",");
        }
        endOfTag();
        return new Node.With(values, bodyTo("endwith"));
    }
}
