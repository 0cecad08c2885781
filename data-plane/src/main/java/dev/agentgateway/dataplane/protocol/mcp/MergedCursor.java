package dev.agentgateway.dataplane.protocol.mcp;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a merged list goes on: the cursors of the targets that have more.
 *
 * @param cursors by target, in the order of the configuration; not empty
 */
public record MergedCursor(Map<String, String> cursors) {
  private static final int FORMAT = 1;
  private static final int MAX_LENGTH = 64 * 1024;

  public MergedCursor {
    cursors = new LinkedHashMap<>(cursors);
  }

  /** As it goes to the client. */
  public String encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      for (Map.Entry<String, String> cursor : cursors.entrySet()) {
        out.writeUTF(cursor.getKey());
        out.writeUTF(cursor.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }

  /** As it comes back; null where it is none that {@link #encode} made. */
  public static @Nullable MergedCursor decode(String text) {
    if (text.length() > MAX_LENGTH) {
      return null;
    }
    Map<String, String> cursors = new LinkedHashMap<>();
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(Base64.getUrlDecoder().decode(text)))) {
      if (in.read() != FORMAT) {
        return null;
      }
      while (in.available() > 0) {
        cursors.put(in.readUTF(), in.readUTF());
      }
    } catch (IllegalArgumentException | IOException e) {
      return null;
    }
    return cursors.isEmpty() ? null : new MergedCursor(cursors);
  }
}
