package dev.agentgateway.dataplane.exchange;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Header fields in the order they came, kept as one block of bytes with an index, so that a head is
 * read, changed and written without a string for any field that nobody asks for.
 *
 * <p>Reused from request to request of a connection; confined to its event loop. Values are ISO
 * 8859-1 as on the wire.
 */
public final class Headers {
  private static final int STRIDE = 5;

  private byte[] bytes = new byte[1024];
  private int used;
  // Per field: hash of the name, name start, name end, value start, value end. A removed field has
  // a negative name start.
  private int[] index = new int[16 * STRIDE];
  private int fields;

  /** Forgets every field. */
  public void clear() {
    used = 0;
    fields = 0;
  }

  /** Slots of fields, removed ones included; see {@link #isPresent}. */
  public int slots() {
    return fields;
  }

  /** Whether the slot holds a field, 0 to {@link #slots()} exclusive. */
  public boolean isPresent(int slot) {
    return index[slot * STRIDE + 1] >= 0;
  }

  /** The field's name as it was written. */
  public String name(int slot) {
    int at = slot * STRIDE;
    return text(index[at + 1], index[at + 2]);
  }

  /** The field's value. */
  public String value(int slot) {
    int at = slot * STRIDE;
    return text(index[at + 3], index[at + 4]);
  }

  /** The next slot from {@code from} on with this name, or -1. */
  public int find(HeaderName name, int from) {
    int hash = name.hash();
    for (int slot = from; slot < fields; slot++) {
      int at = slot * STRIDE;
      if (index[at] == hash
          && index[at + 1] >= 0
          && name.matches(bytes, index[at + 1], index[at + 2])) {
        return slot;
      }
    }
    return -1;
  }

  /** Whether there is a field of this name. */
  public boolean contains(HeaderName name) {
    return find(name, 0) >= 0;
  }

  /** The value of the first field of this name, or null. */
  public @Nullable String get(HeaderName name) {
    int slot = find(name, 0);
    return slot < 0 ? null : value(slot);
  }

  /** Appends a field. */
  public void add(HeaderName name, String value) {
    add(name.text(), value);
  }

  /** Appends a field; characters must be ISO 8859-1. */
  public void add(String name, String value) {
    int nameStart = append(name);
    int nameEnd = used;
    int valueStart = append(value);
    addSlot(nameStart, nameEnd, valueStart, used);
  }

  /** Replaces all fields of this name by one, at the place of the first. */
  public void set(HeaderName name, String value) {
    int slot = find(name, 0);
    if (slot < 0) {
      add(name, value);
      return;
    }
    int start = append(value);
    index[slot * STRIDE + 3] = start;
    index[slot * STRIDE + 4] = used;
    for (int next = find(name, slot + 1); next >= 0; next = find(name, next + 1)) {
      index[next * STRIDE + 1] = -1;
    }
  }

  /** Removes every field of this name. */
  public void remove(HeaderName name) {
    for (int slot = find(name, 0); slot >= 0; slot = find(name, slot + 1)) {
      index[slot * STRIDE + 1] = -1;
    }
  }

  /** Writes all fields as {@code name: value CRLF}. */
  public void writeTo(ByteBuf out) {
    for (int slot = 0; slot < fields; slot++) {
      int at = slot * STRIDE;
      if (index[at + 1] >= 0) {
        out.writeBytes(bytes, index[at + 1], index[at + 2] - index[at + 1]);
        out.writeShort(':' << 8 | ' ');
        out.writeBytes(bytes, index[at + 3], index[at + 4] - index[at + 3]);
        out.writeShort('\r' << 8 | '\n');
      }
    }
  }

  private void addSlot(int nameStart, int nameEnd, int valueStart, int valueEnd) {
    int at = fields * STRIDE;
    if (at == index.length) {
      index = Arrays.copyOf(index, index.length * 2);
    }
    index[at] = HeaderName.hash(bytes, nameStart, nameEnd);
    index[at + 1] = nameStart;
    index[at + 2] = nameEnd;
    index[at + 3] = valueStart;
    index[at + 4] = valueEnd;
    fields++;
  }

  private int append(String text) {
    byte[] added = text.getBytes(StandardCharsets.ISO_8859_1);
    int start = used;
    if (used + added.length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, used + added.length));
    }
    System.arraycopy(added, 0, bytes, used, added.length);
    used += added.length;
    return start;
  }

  private String text(int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }
}
