package dev.agentgateway.controlplane.provisioning;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of what a Gateway is given. */
public final class ProxyNames {

  /** Of a Service and of a label's value. */
  private static final int MAX_LENGTH = 63;

  private static final int HASH_LENGTH = 8;

  private ProxyNames() {}

  /** The Gateway's name where a Service may have it, else one that nothing else yields. */
  public static String of(String gateway) {
    if (gateway.matches("[a-z]([-a-z0-9]*[a-z0-9])?") && gateway.length() <= MAX_LENGTH) {
      return gateway;
    }
    String start = "gw-" + gateway.replace('.', '-');
    int length = Math.min(start.length(), MAX_LENGTH - HASH_LENGTH - 1);
    return start.substring(0, length) + "-" + hash(gateway);
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
