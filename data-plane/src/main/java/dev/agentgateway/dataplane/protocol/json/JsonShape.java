package dev.agentgateway.dataplane.protocol.json;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ObjDoubleConsumer;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What is read of a JSON value into a target, by its type; a type that has no reader here is passed
 * over, and so is null. Members that occur twice are read twice, so that the last one wins.
 *
 * <p>Built once, in a static initialiser, and only read from then on.
 *
 * @param <T> what is filled in
 */
public final class JsonShape<T> {

  /** Takes a string, or the raw text of a value. */
  @FunctionalInterface
  public interface TextReader<T> {
    /** The text is valid until return. */
    void read(T target, JsonText text);
  }

  /** Takes true or false. */
  @FunctionalInterface
  public interface FlagReader<T> {
    void read(T target, boolean value);
  }

  /** Takes the place of a value: offsets of its first byte and of the byte after it. */
  @FunctionalInterface
  public interface PlaceReader<T> {
    void read(T target, long start, long end);
  }

  @Nullable TextReader<T> text;
  int maxText;
  boolean cutsText;
  @Nullable ObjLongConsumer<T> integer;
  @Nullable ObjDoubleConsumer<T> decimal;
  @Nullable FlagReader<T> flag;
  @Nullable TextReader<T> raw;
  int maxRaw;
  @Nullable PlaceReader<T> place;
  @Nullable Consumer<T> begin;
  @Nullable Consumer<T> end;
  @Nullable Consumer<T> wrongType;
  @Nullable JsonShape<T> element;
  private final List<String> names = new ArrayList<>();
  private final List<JsonShape<T>> members = new ArrayList<>();

  private JsonShape() {}

  /** A shape that reads nothing yet. */
  public static <T> JsonShape<T> value() {
    return new JsonShape<>();
  }

  /** A string of at most so many bytes of UTF-8; a longer one is passed over. */
  public JsonShape<T> text(int maxBytes, TextReader<T> reader) {
    text = reader;
    maxText = maxBytes;
    return this;
  }

  /** A string, or the beginning of one that is longer than so many bytes of UTF-8. */
  public JsonShape<T> cutText(int maxBytes, TextReader<T> reader) {
    cutsText = true;
    return text(maxBytes, reader);
  }

  /** A whole number within 18 digits; any other is passed over. */
  public JsonShape<T> integer(ObjLongConsumer<T> reader) {
    integer = reader;
    return this;
  }

  /** Any number. */
  public JsonShape<T> decimal(ObjDoubleConsumer<T> reader) {
    decimal = reader;
    return this;
  }

  public JsonShape<T> flag(FlagReader<T> reader) {
    flag = reader;
    return this;
  }

  /** The value as it stands in the text, cut after so many bytes, whatever its type. */
  public JsonShape<T> raw(int maxBytes, TextReader<T> reader) {
    raw = reader;
    maxRaw = maxBytes;
    return this;
  }

  /** Where the value stands, whatever its type. */
  public JsonShape<T> place(PlaceReader<T> reader) {
    place = reader;
    return this;
  }

  /** A member of an object. */
  public JsonShape<T> member(String name, JsonShape<T> shape) {
    names.add(name);
    members.add(shape);
    return this;
  }

  /** Each element of an array. */
  public JsonShape<T> elements(JsonShape<T> shape) {
    element = shape;
    return this;
  }

  /** Called where an object with members, or an array with elements, begins. */
  public JsonShape<T> begin(Consumer<T> action) {
    begin = action;
    return this;
  }

  /** Called where an object with members, or an array with elements, ends. */
  public JsonShape<T> end(Consumer<T> action) {
    end = action;
    return this;
  }

  /** Called for a value of a type that has no reader here; not for null. */
  public JsonShape<T> wrongType(Consumer<T> action) {
    wrongType = action;
    return this;
  }

  boolean hasMembers() {
    return !names.isEmpty();
  }

  /** The shape of a member; null where it is passed over. */
  @Nullable JsonShape<T> member(JsonText name) {
    for (int i = 0; i < names.size(); i++) {
      if (name.is(names.get(i))) {
        return members.get(i);
      }
    }
    return null;
  }
}
