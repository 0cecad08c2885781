package dev.agentgateway.dataplane.protocol.mcp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Values of the HTTP fields {@code Mcp-Method}, {@code Mcp-Name} and {@code Mcp-Param-*}. */
public final class McpFields {
  private static final String PREFIX = "=?base64?";
  private static final String SUFFIX = "?=";

  private McpFields() {}

  /** As it goes into a field: coded where it could not stand there, or would be taken for code. */
  public static String encode(String value) {
    return isPlain(value)
        ? value
        : PREFIX
            + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))
            + SUFFIX;
  }

  /** What a field's value says; null where it is coded and the code is broken. */
  public static @Nullable String decode(String field) {
    if (!field.startsWith(PREFIX)
        || !field.endsWith(SUFFIX)
        || field.length() < PREFIX.length() + SUFFIX.length()) {
      return field;
    }
    try {
      byte[] bytes =
          Base64.getDecoder()
              .decode(field.substring(PREFIX.length(), field.length() - SUFFIX.length()));
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return null;
    }
  }

  private static boolean isPlain(String value) {
    if (value.startsWith(PREFIX) && value.endsWith(SUFFIX)) {
      return false;
    }
    int length = value.length();
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      boolean edge = i == 0 || i == length - 1;
      if (c > '~' || c < ' ' || (edge && c == ' ')) {
        return false;
      }
    }
    return true;
  }
}
