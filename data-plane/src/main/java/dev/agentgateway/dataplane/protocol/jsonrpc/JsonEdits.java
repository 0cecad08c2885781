package dev.agentgateway.dataplane.protocol.jsonrpc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Changes to a JSON text by byte range. What no change names stays byte for byte. Ranges must not
 * overlap; of several insertions at one place the first stands first.
 */
public final class JsonEdits {
  private static final Comparator<Edit> ORDER =
      Comparator.<Edit>comparingInt(edit -> edit.start).thenComparingInt(edit -> edit.end);

  private final byte[] text;
  private final int start;
  private final int end;
  private final List<Edit> edits = new ArrayList<>(4);

  private static final class Edit {
    final int start;
    final int end;
    final byte[] replacement;

    Edit(int start, int end, String json) {
      this.start = start;
      this.end = end;
      this.replacement = json.getBytes(StandardCharsets.UTF_8);
    }
  }

  /** Changes to a value, which is all that will be written. */
  public JsonEdits(JsonValue whole) {
    this.text = whole.bytes();
    this.start = whole.start();
    this.end = whole.end();
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return edits.isEmpty();
  }

  /** Replaces a value inside the text. */
  public void replace(JsonValue value, String json) {
    replace(value.start(), value.end(), json);
  }

  /** Puts members, written as {@code "key":value} with commas between, first into an object. */
  void insertInto(JsonValue object, String members) {
    int first = object.start() + 1;
    boolean empty = new JsonCursor(text, first, object.end()).peek() == '}';
    replace(first, first, empty ? members : members + ",");
  }

  /** Puts members last into an object that is not empty. */
  void append(JsonValue object, String members) {
    replace(object.end() - 1, object.end() - 1, "," + members);
  }

  /** The text with all changes made. */
  public byte[] toBytes() {
    edits.sort(ORDER);
    int size = end - start;
    for (Edit edit : edits) {
      size += edit.replacement.length - (edit.end - edit.start);
    }
    byte[] out = new byte[size];
    int from = start;
    int to = 0;
    for (Edit edit : edits) {
      System.arraycopy(text, from, out, to, edit.start - from);
      to += edit.start - from;
      System.arraycopy(edit.replacement, 0, out, to, edit.replacement.length);
      to += edit.replacement.length;
      from = edit.end;
    }
    System.arraycopy(text, from, out, to, end - from);
    return out;
  }

  private void replace(int from, int to, String json) {
    edits.add(new Edit(from, to, json));
  }
}
