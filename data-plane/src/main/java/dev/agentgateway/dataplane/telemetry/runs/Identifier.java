package dev.agentgateway.dataplane.telemetry.runs;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Something that tells a run from others, as a digest: the identifiers of agents are not kept.
 *
 * @param reason what kind of identifier it is
 * @param high left half of 128 bits of the digest
 * @param low right half
 */
public record Identifier(JoinReason reason, long high, long low) {
  private static final int MAX_LENGTH = 1024;
  private static final long RANDOMNESS = (1L << 56) - 1;

  /**
   * An identifier within a Gateway.
   *
   * @param gateway NAMESPACE/NAME; identifiers of other Gateways' agents are others
   * @param value 1 to 1,024 characters of it count
   */
  public static Identifier of(String gateway, JoinReason reason, String value) {
    MessageDigest digest = sha256();
    digest.update(gateway.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    digest.update(reason.label().getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    String bounded = value.length() <= MAX_LENGTH ? value : value.substring(0, MAX_LENGTH);
    ByteBuffer bytes = ByteBuffer.wrap(digest.digest(bounded.getBytes(StandardCharsets.UTF_8)));
    return new Identifier(reason, bytes.getLong(), bytes.getLong());
  }

  /** The {@code session.id} of a run that begins with this: 32 hex digits. */
  public String sessionId() {
    return hex(high) + hex(low);
  }

  /** 56 bits that are the same for every trace of the run, for {@code ot=rv}. */
  public long randomness() {
    return low & RANDOMNESS;
  }

  private static String hex(long value) {
    String digits = Long.toHexString(value);
    return "0".repeat(16 - digits.length()) + digits;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
