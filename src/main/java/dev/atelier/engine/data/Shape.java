package dev.atelier.engine.data;

/** The row formats in common use, told apart by their fields. */
public enum Shape {
    /** {@code {"prompt": ..., "completion": ...}}. */
    PROMPT_COMPLETION("prompt/completion"),
    /** {@code {"instruction": ..., "input": ..., "output": ...}}, input optional. */
    ALPACA("alpaca"),
    /** {@code {"messages": [{"role": ..., "content": ...}]}}, as OpenAI has it. */
    MESSAGES("messages"),
    /** {@code {"conversations": [{"from": "human", "value": ...}]}}. */
    SHAREGPT("sharegpt"),
    /** {@code {"text": ..., "label": ...}}: a text and its class, a name or a whole number; the label is the answer. */
    TEXT_LABEL("text/label"),
    /** {@code {"text": ...}}: no answer, every token is learned. */
    TEXT("text");

    private final String label;

    Shape(String label) {
        this.label = label;
    }

    /** What commands print. */
    public String label() {
        return label;
    }
}
