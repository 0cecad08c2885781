package dev.agentgateway.dataplane.protocol.mcp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Keys that seal sessions, the current one first. A token is base64url without padding, all of it
 * visible ASCII: format (1 byte), key id (4), nonce (12), AES-256-GCM of the session with its
 * binding as additional data.
 *
 * <p>Threading: safe from any thread.
 */
public final class SealingKeys {
  /** Length of a key in bytes. */
  public static final int KEY_BYTES = 32;

  private static final byte FORMAT = 1;
  private static final int ID_BYTES = 4;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int HASH_BYTES = 16;
  private static final int HEADER_BYTES = 1 + ID_BYTES + NONCE_BYTES;
  private static final int MAX_TOKEN_LENGTH = 16 * 1024;

  private final List<Key> keys;
  private final SecureRandom random = new SecureRandom();

  private record Key(int id, SecretKeySpec cipher, SecretKeySpec hash) {
    static Key of(byte[] secret) {
      if (secret.length != KEY_BYTES) {
        throw new IllegalArgumentException(
            "sealing key: " + secret.length + " bytes (expected: " + KEY_BYTES + ")");
      }
      SecretKeySpec root = new SecretKeySpec(secret, "HmacSHA256");
      return new Key(
          ByteBuffer.wrap(mac(root, "id")).getInt(),
          new SecretKeySpec(mac(root, "seal"), "AES"),
          new SecretKeySpec(mac(root, "hash"), "HmacSHA256"));
    }
  }

  /** One key or more, 32 bytes each. The first seals, all open. */
  public SealingKeys(List<byte[]> secrets) {
    if (secrets.isEmpty()) {
      throw new IllegalArgumentException("sealing keys: none (expected: at least 1)");
    }
    this.keys = secrets.stream().map(Key::of).toList();
  }

  /** The session id that stands for a session. */
  public String seal(SealedSession session, SealedSession.Binding binding) {
    Key key = keys.getFirst();
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, binding);
      byte[] sealed = cipher.doFinal(session.toBytes());
      byte[] token =
          ByteBuffer.allocate(HEADER_BYTES + sealed.length)
              .put(FORMAT)
              .putInt(key.id)
              .put(nonce)
              .put(sealed)
              .array();
      return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The session that an id stands for; null where it was not sealed by one of these keys so. */
  public @Nullable SealedSession open(String token, SealedSession.Binding binding) {
    byte[] bytes = bytes(token);
    Key key = bytes == null ? null : key(bytes);
    if (bytes == null || key == null) {
      return null;
    }
    byte[] nonce = Arrays.copyOfRange(bytes, 1 + ID_BYTES, HEADER_BYTES);
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, binding);
      return SealedSession.read(cipher.doFinal(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES));
    } catch (AEADBadTagException e) {
      return null;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * What telemetry says instead of a session id: 32 hexadecimal digits, the same for an id on every
   * replica and, for a sealed one, as long as the key that sealed it is known.
   */
  public String hash(String sessionId) {
    byte[] bytes = bytes(sessionId);
    Key sealedBy = bytes == null ? null : key(bytes);
    Key key = sealedBy == null ? keys.getFirst() : sealedBy;
    return HexFormat.of().formatHex(mac(key.hash, sessionId), 0, HASH_BYTES);
  }

  private @Nullable Key key(byte[] token) {
    int id = ByteBuffer.wrap(token, 1, ID_BYTES).getInt();
    for (Key key : keys) {
      if (key.id == id) {
        return key;
      }
    }
    return null;
  }

  private static byte @Nullable [] bytes(String token) {
    if (token.length() > MAX_TOKEN_LENGTH) {
      return null;
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(token);
      return bytes.length < HEADER_BYTES + TAG_BITS / 8 || bytes[0] != FORMAT ? null : bytes;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static Cipher cipher(int mode, Key key, byte[] nonce, SealedSession.Binding binding)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key.cipher, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(binding.toBytes());
    return cipher;
  }

  private static byte[] mac(SecretKeySpec key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}
