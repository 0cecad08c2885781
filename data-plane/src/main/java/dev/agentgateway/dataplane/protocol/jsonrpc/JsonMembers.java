package dev.agentgateway.dataplane.protocol.jsonrpc;

import org.jspecify.annotations.Nullable;

/** The members of an object that somebody asked for. Members of other names are only passed. */
public final class JsonMembers {
  private final byte[] bytes;
  // Start and end of each value; end 0: absent.
  private final int[] ranges;
  private boolean repeated;

  private JsonMembers(byte[] bytes, int keys) {
    this.bytes = bytes;
    this.ranges = new int[2 * keys];
  }

  /** Of an object. */
  public static JsonMembers of(JsonValue object, JsonKeys keys) {
    return read(object.cursor(), keys);
  }

  /** Of the object that the cursor stands at; the cursor says whether it was well-formed. */
  public static JsonMembers read(JsonCursor cursor, JsonKeys keys) {
    JsonMembers members = new JsonMembers(cursor.bytes(), keys.size());
    for (boolean more = cursor.beginObject(); more; more = cursor.nextMember()) {
      int key = keys.find(cursor.bytes(), cursor.keyStart(), cursor.keyEnd());
      if (key < 0) {
        cursor.skipValue();
        continue;
      }
      JsonValue value = cursor.value();
      if (value != null) {
        members.put(key, value);
      }
    }
    return members;
  }

  /**
   * Of the object that the cursor stands at and whose end is not there; an object that is cut is a
   * value as far as it goes.
   */
  static JsonMembers readBeginning(JsonCursor cursor, JsonKeys keys, int end) {
    JsonMembers members = new JsonMembers(cursor.bytes(), keys.size());
    for (boolean more = cursor.beginObject(); more; more = cursor.nextMember()) {
      int key = keys.find(cursor.bytes(), cursor.keyStart(), cursor.keyEnd());
      boolean object = cursor.peek() == '{';
      int start = cursor.at();
      JsonValue value = cursor.value();
      if (key >= 0 && (value != null || object)) {
        members.put(key, value == null ? new JsonValue(cursor.bytes(), start, end) : value);
      }
    }
    return members;
  }

  /** The value of a key by its place, or null; the first of several. */
  public @Nullable JsonValue get(int key) {
    int end = ranges[2 * key + 1];
    return end == 0 ? null : new JsonValue(bytes, ranges[2 * key], end);
  }

  /** What the string of a key says; null where there is none. */
  public @Nullable String text(int key) {
    JsonValue value = get(key);
    return value == null ? null : value.text();
  }

  /** Whether a key that was asked for stands there twice, so that readers may differ. */
  public boolean isRepeated() {
    return repeated;
  }

  private void put(int key, JsonValue value) {
    if (ranges[2 * key + 1] != 0) {
      repeated = true;
      return;
    }
    ranges[2 * key] = value.start();
    ranges[2 * key + 1] = value.end();
  }
}
