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
  private static final int CRLF = '\r' << 8 | '\n';

  // What the head was read from, its first line included, followed by the fields added since. Every
  // field is a whole line here: name, colon, value, CRLF.
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
    int slot = fields;
    ensureIndex();
    fields++;
    write(slot, name, value);
  }

  /** Replaces all fields of this name by one, at the place of the first. */
  public void set(HeaderName name, String value) {
    int slot = find(name, 0);
    if (slot < 0) {
      add(name, value);
      return;
    }
    write(slot, name.text(), value);
    for (int next = find(name, slot + 1); next >= 0; next = find(name, next + 1)) {
      removeSlot(next);
    }
  }

  /** Removes every field of this name. */
  public void remove(HeaderName name) {
    for (int slot = find(name, 0); slot >= 0; slot = find(name, slot + 1)) {
      removeSlot(slot);
    }
  }

  /** Removes one field. */
  public void removeSlot(int slot) {
    index[slot * STRIDE + 1] = -1;
  }

  /** Upper bound of the bytes that {@link #writeTo} writes. */
  public int maxWireBytes() {
    return used + 2 * fields;
  }

  /** Writes all fields as lines; neighbours that stand together in the block in one copy. */
  public void writeTo(ByteBuf out) {
    int slot = 0;
    while (slot < fields) {
      int at = slot * STRIDE;
      slot++;
      int start = index[at + 1];
      if (start < 0) {
        continue;
      }
      int end = index[at + 4];
      while (slot < fields && index[slot * STRIDE + 1] == end + 2) {
        end = index[slot * STRIDE + 4];
        slot++;
      }
      out.writeBytes(bytes, start, end - start);
      out.writeShort(CRLF);
    }
  }

  /**
   * The block, for a reader of heads, which appends to it and then indexes what it appended. The
   * array is replaced when it grows.
   */
  public byte[] block() {
    return bytes;
  }

  /** Bytes of the block that are in use. */
  public int blockSize() {
    return used;
  }

  /** Copies bytes from the buffer's readerIndex to the end of the block; the index stays there. */
  public void append(ByteBuf from, int length) {
    ensure(length);
    from.getBytes(from.readerIndex(), bytes, used, length);
    used += length;
  }

  /** Forgets the end of the block. */
  public void truncate(int size) {
    used = size;
  }

  /** Adds a field that stands in the block, followed by optional white space and CRLF. */
  public void index(int hash, int nameStart, int nameEnd, int valueStart, int valueEnd) {
    ensureIndex();
    int at = fields * STRIDE;
    index[at] = hash;
    index[at + 1] = nameStart;
    index[at + 2] = nameEnd;
    index[at + 3] = valueStart;
    index[at + 4] = valueEnd;
    fields++;
  }

  /** Length of a field's name, removed or not. */
  public int nameLength(int slot) {
    int at = slot * STRIDE;
    return index[at + 1] < 0 ? 0 : index[at + 2] - index[at + 1];
  }

  /** Where a field's value starts in the block. */
  public int valueStart(int slot) {
    return index[slot * STRIDE + 3];
  }

  /** Where a field's value ends in the block. */
  public int valueEnd(int slot) {
    return index[slot * STRIDE + 4];
  }

  /** Whether a field's name, a token in the block, has this hash and spelling. */
  public boolean isNamed(int slot, HeaderName name) {
    int at = slot * STRIDE;
    return index[at] == name.hash() && name.matches(bytes, index[at + 1], index[at + 2]);
  }

  /** The first slot with the name that stands at this range of the block, or -1. */
  public int findRange(int start, int end) {
    int hash = HeaderName.hash(bytes, start, end);
    for (int slot = 0; slot < fields; slot++) {
      int at = slot * STRIDE;
      if (index[at] == hash && index[at + 1] >= 0 && sameName(start, end, at)) {
        return slot;
      }
    }
    return -1;
  }

  /** Text of a range of the block. */
  public String text(int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }

  private boolean sameName(int start, int end, int at) {
    int other = index[at + 1];
    if (index[at + 2] - other != end - start) {
      return false;
    }
    for (int i = start; i < end; i++) {
      if (HeaderName.lower(bytes[i]) != HeaderName.lower(bytes[other + i - start])) {
        return false;
      }
    }
    return true;
  }

  @SuppressWarnings("deprecation") // getBytes without a charset copies the low bytes: ISO 8859-1
  private void write(int slot, String name, String value) {
    int nameLength = name.length();
    int valueLength = value.length();
    ensure(nameLength + valueLength + 4);
    int nameStart = used;
    int nameEnd = nameStart + nameLength;
    int valueStart = nameEnd + 2;
    int valueEnd = valueStart + valueLength;
    name.getBytes(0, nameLength, bytes, nameStart);
    bytes[nameEnd] = ':';
    bytes[nameEnd + 1] = ' ';
    value.getBytes(0, valueLength, bytes, valueStart);
    bytes[valueEnd] = '\r';
    bytes[valueEnd + 1] = '\n';
    used = valueEnd + 2;
    int at = slot * STRIDE;
    index[at] = HeaderName.hash(bytes, nameStart, nameEnd);
    index[at + 1] = nameStart;
    index[at + 2] = nameEnd;
    index[at + 3] = valueStart;
    index[at + 4] = valueEnd;
  }

  private void ensure(int more) {
    if (used + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, used + more));
    }
  }

  private void ensureIndex() {
    if (fields * STRIDE == index.length) {
      index = Arrays.copyOf(index, index.length * 2);
    }
  }
}
