package dev.agentgateway.dataplane.protocol.json;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON text, in pieces of any size, into a target as a {@link JsonShape} says. Nothing of
 * the text is kept but the value in progress, and this only where the shape names it.
 *
 * <p>It accepts exactly the texts of RFC 8259 that nest at most {@value #MAX_DEPTH} levels deep,
 * but for UTF-8, which is not checked: see {@link #hasNonAscii}. Unpaired surrogates read as {@code
 * ?}.
 *
 * @param <T> what is filled in
 */
public final class JsonReader<T> {
  /** Objects and arrays inside each other. */
  public static final int MAX_DEPTH = 512;

  private static final int MAX_NAME_BYTES = 64;
  private static final int MAX_NUMBER_BYTES = 40;
  private static final int BLOCK = 4096;
  private static final FastThreadLocal<byte[]> SCRATCH =
      new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
          return new byte[BLOCK];
        }
      };

  private enum State {
    VALUE,
    ELEMENT_OR_END,
    NAME,
    NAME_OR_END,
    COLON,
    AFTER_VALUE,
    STRING,
    ESCAPE,
    DIGITS,
    NUMBER,
    LITERAL,
    DONE,
    BROKEN
  }

  private final JsonShape<T> root;
  private final JsonText text = new JsonText();
  private final JsonString string = new JsonString(text);
  private final JsonText rawText = new JsonText();
  private final JsonNumber number = new JsonNumber();
  private final List<@Nullable JsonShape<T>> shapes = new ArrayList<>();
  private boolean[] objects = new boolean[8];
  private long[] starts = new long[8];

  private @Nullable T target;
  private State state = State.DONE;
  private int depth;
  private @Nullable JsonShape<T> container;
  private @Nullable JsonShape<T> value;
  private long valueStart;
  private boolean ended;
  private boolean isName;
  private boolean keeps;
  private boolean hasNonAscii;
  private String literal = "";
  private int literalLength;
  private @Nullable JsonShape<T> raw;
  private int rawDepth;
  private int rawIndex;
  private long position;
  private @Nullable String problem;

  public JsonReader(JsonShape<T> root) {
    this.root = root;
  }

  /** Begins a text, and forgets what it was reading. */
  public void begin(T into) {
    target = into;
    state = State.VALUE;
    depth = 0;
    shapes.clear();
    container = null;
    value = root;
    raw = null;
    position = 0;
    hasNonAscii = false;
    problem = null;
    if (starts.length > 64) {
      objects = new boolean[8];
      starts = new long[8];
    }
  }

  /** Whether a whole text was read, and nothing but white space after it. */
  public boolean isDone() {
    return state == State.DONE;
  }

  /** Whether a string or name has bytes beyond ASCII, which may or may not be UTF-8. */
  public boolean hasNonAscii() {
    return hasNonAscii;
  }

  /** Why it is no JSON text, with the offset of the byte; null where nothing is wrong so far. */
  public @Nullable String problem() {
    return problem;
  }

  /** Reads bytes of a buffer; its indices stay. Answers whether nothing is wrong so far. */
  public boolean read(ByteBuf in, int index, int length) {
    if (in.hasArray()) {
      return read(in.array(), in.arrayOffset() + index, length);
    }
    byte[] block = SCRATCH.get();
    for (int at = 0; at < length; at += BLOCK) {
      int count = Math.min(BLOCK, length - at);
      in.getBytes(index + at, block, 0, count);
      if (!read(block, 0, count)) {
        return false;
      }
    }
    return problem == null;
  }

  /** Reads bytes. Answers whether nothing is wrong so far. */
  public boolean read(byte[] in, int index, int length) {
    int end = index + length;
    int i = index;
    long base = position - index;
    rawIndex = index;
    while (i < end && state != State.BROKEN) {
      position = base + i;
      i =
          switch (state) {
            case STRING -> readString(in, i, end);
            case NUMBER -> readNumber(in, i, end, base);
            case ESCAPE -> endEscape(string.escape(in[i]), i);
            case DIGITS -> endEscape(string.digit(in[i]), i);
            case LITERAL -> readLiteral(in, i);
            case VALUE, ELEMENT_OR_END, NAME, NAME_OR_END, COLON, AFTER_VALUE, DONE ->
                readStructure(in, i);
            case BROKEN -> end;
          };
      if (ended) {
        ended = false;
        finishValue(in, i, base + i);
      }
    }
    position = base + i;
    if (raw != null && i > rawIndex) {
      rawText.append(in, rawIndex, i - rawIndex);
    }
    return problem == null;
  }

  /** Ends the text. Answers whether it is complete. */
  public boolean end() {
    if (state == State.NUMBER && depth == 0 && number.isComplete()) {
      deliverNumber();
      finishValue(new byte[0], 0, position);
    }
    if (state != State.DONE && problem == null) {
      fail("the text ends too early");
    }
    return problem == null;
  }

  private int readStructure(byte[] in, int i) {
    byte b = in[i];
    if (b == ' ' || b == '\n' || b == '\r' || b == '\t') {
      return i + 1;
    }
    switch (state) {
      case VALUE -> beginValue(b, i);
      case ELEMENT_OR_END -> {
        if (b == ']') {
          pop();
        } else {
          value = container == null ? null : container.element;
          beginValue(b, i);
        }
      }
      case NAME -> beginName(b);
      case NAME_OR_END -> {
        if (b == '}') {
          pop();
        } else {
          beginName(b);
        }
      }
      case COLON -> {
        if (b == ':') {
          state = State.VALUE;
        } else {
          fail("no colon after a name");
        }
      }
      case AFTER_VALUE -> afterValue(b);
      default -> fail("something follows the text");
    }
    // The first byte of a number is read as part of it.
    return state == State.NUMBER ? i : i + 1;
  }

  private void afterValue(byte b) {
    boolean inObject = objects[depth - 1];
    if (b == ',') {
      state = inObject ? State.NAME : State.VALUE;
      if (!inObject) {
        value = container == null ? null : container.element;
      }
    } else if (b == (inObject ? '}' : ']')) {
      pop();
    } else {
      fail("no comma between two values");
    }
  }

  private void beginName(byte b) {
    if (b != '"') {
      fail("a name is not a string");
      return;
    }
    isName = true;
    keeps = container != null && container.hasMembers();
    string.begin(keeps, MAX_NAME_BYTES);
    state = State.STRING;
  }

  private void beginValue(byte b, int i) {
    valueStart = position;
    if (raw == null && value != null && value.raw != null) {
      raw = value;
      rawDepth = depth;
      rawIndex = i;
      rawText.begin(value.maxRaw);
    }
    switch (b) {
      case '{' -> push(true);
      case '[' -> push(false);
      case '"' -> {
        isName = false;
        keeps = value != null && value.text != null;
        string.begin(keeps, value == null ? 0 : value.maxText);
        state = State.STRING;
      }
      case 't' -> beginLiteral("true");
      case 'f' -> beginLiteral("false");
      case 'n' -> beginLiteral("null");
      default -> {
        if (b != '-' && (b < '0' || b > '9')) {
          fail("no value where one is expected");
          return;
        }
        keeps = value != null && (value.integer != null || value.decimal != null);
        text.begin(MAX_NUMBER_BYTES);
        number.begin();
        state = State.NUMBER;
      }
    }
  }

  private void push(boolean object) {
    if (depth == MAX_DEPTH) {
      fail("it nests more than " + MAX_DEPTH + " levels deep");
      return;
    }
    if (depth == starts.length) {
      objects = Arrays.copyOf(objects, depth * 2);
      starts = Arrays.copyOf(starts, depth * 2);
    }
    JsonShape<T> shape = value;
    boolean reads = shape != null && (object ? shape.hasMembers() : shape.element != null);
    if (shape != null && !reads) {
      call(shape.wrongType);
    }
    objects[depth] = object;
    starts[depth] = valueStart;
    shapes.add(shape);
    depth++;
    container = reads ? shape : null;
    state = object ? State.NAME_OR_END : State.ELEMENT_OR_END;
    if (reads && shape != null) {
      call(shape.begin);
    }
  }

  private void pop() {
    JsonShape<T> shape = container;
    depth--;
    value = shapes.remove(depth);
    valueStart = starts[depth];
    if (shape != null) {
      call(shape.end);
    }
    ended = true;
  }

  private int readString(byte[] in, int from, int end) {
    int i = from;
    int seen = 0;
    while (i < end) {
      byte b = in[i];
      if (b == '"' || b == '\\' || (b >= 0 && b < ' ')) {
        break;
      }
      seen |= b;
      i++;
    }
    hasNonAscii |= seen < 0;
    if (i > from) {
      string.add(in, from, i - from);
    }
    if (i == end) {
      return i;
    }
    byte b = in[i];
    if (b == '\\') {
      state = State.ESCAPE;
    } else if (b == '"') {
      string.end();
      endString();
    } else {
      position += i - from;
      fail("a control character in a string");
    }
    return i + 1;
  }

  private void endString() {
    JsonShape<T> shape = value;
    if (isName) {
      value = keeps && container != null ? container.member(text) : null;
      state = State.COLON;
    } else {
      if (shape != null) {
        if (shape.text == null) {
          call(shape.wrongType);
        } else if (shape.cutsText || !text.isCut()) {
          shape.text.read(target(), text);
        }
      }
      ended = true;
    }
  }

  private int endEscape(JsonString.Escape escape, int i) {
    switch (escape) {
      case BROKEN -> fail("an unknown escape in a string");
      case DIGITS -> state = State.DIGITS;
      case DONE -> state = State.STRING;
    }
    return i + 1;
  }

  private int readNumber(byte[] in, int from, int end, long base) {
    int i = from;
    while (i < end && number.accepts(in[i])) {
      i++;
    }
    if (keeps) {
      text.append(in, from, i - from);
    }
    if (i < end) {
      position = base + i;
      if (number.isComplete()) {
        deliverNumber();
        ended = true;
      } else {
        fail("an incomplete number");
      }
    }
    return i;
  }

  private void deliverNumber() {
    JsonShape<T> shape = value;
    if (shape == null) {
      return;
    }
    if (shape.decimal != null) {
      if (!text.isCut()) {
        shape.decimal.accept(target(), text.toDouble());
      }
    } else if (shape.integer != null) {
      if (!text.isCut() && text.isInteger()) {
        shape.integer.accept(target(), text.toLong());
      }
    } else {
      call(shape.wrongType);
    }
  }

  private void beginLiteral(String wanted) {
    literal = wanted;
    literalLength = 1;
    state = State.LITERAL;
  }

  private int readLiteral(byte[] in, int i) {
    if (in[i] != literal.charAt(literalLength)) {
      fail("no value where one is expected");
      return i;
    }
    literalLength++;
    if (literalLength == literal.length()) {
      JsonShape<T> shape = value;
      if (shape != null && literal.charAt(0) != 'n') {
        if (shape.flag == null) {
          call(shape.wrongType);
        } else {
          shape.flag.read(target(), literal.charAt(0) == 't');
        }
      }
      ended = true;
    }
    return i + 1;
  }

  /** A value ended before an index of the bytes and an offset of the text. */
  private void finishValue(byte[] in, int i, long offset) {
    JsonShape<T> shape = value;
    value = null;
    if (raw != null && depth == rawDepth) {
      rawText.append(in, rawIndex, i - rawIndex);
      JsonShape.TextReader<T> reader = Objects.requireNonNull(raw.raw);
      raw = null;
      reader.read(target(), rawText);
    }
    if (shape != null && shape.place != null) {
      shape.place.read(target(), valueStart, offset);
    }
    container = depth == 0 ? null : containerAt(depth - 1);
    state = depth == 0 ? State.DONE : State.AFTER_VALUE;
  }

  private @Nullable JsonShape<T> containerAt(int level) {
    JsonShape<T> shape = shapes.get(level);
    boolean reads = shape != null && (objects[level] ? shape.hasMembers() : shape.element != null);
    return reads ? shape : null;
  }

  private void call(@Nullable Consumer<T> action) {
    if (action != null) {
      action.accept(target());
    }
  }

  private T target() {
    return Objects.requireNonNull(target);
  }

  private void fail(String what) {
    problem = what + " at byte " + position;
    state = State.BROKEN;
  }
}
