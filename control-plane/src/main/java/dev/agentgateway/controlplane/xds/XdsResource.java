package dev.agentgateway.controlplane.xds;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One serialised resource. Its text form shows no content, because it may be a secret.
 *
 * @param name xDS resource name
 * @param version hash of type and content; equal on every replica and across restarts
 * @param body the message, packed once
 * @param fingerprint hash of name, type and content, summed into the version of a set of resources
 */
public record XdsResource(String name, String version, Any body, long fingerprint) {

  private static final int VERSION_BYTES = 12;

  /**
   * Packs a message; map fields are written in key order, so that equal messages are equal bytes.
   */
  static XdsResource of(XdsType type, String name, Message message) {
    Any body = Any.newBuilder().setTypeUrl(type.typeUrl()).setValue(bytes(message)).build();
    return new XdsResource(name, version(body), body, fingerprint(name, body));
  }

  /** Packs a nested message as deterministically as the resource around it. */
  static Any pack(Message message) {
    return Any.newBuilder()
        .setTypeUrl("type.googleapis.com/" + message.getDescriptorForType().getFullName())
        .setValue(bytes(message))
        .build();
  }

  /** A resource that a client says it has: only its name and version are known. */
  public static XdsResource known(String name, String version) {
    return new XdsResource(name, version, Any.getDefaultInstance(), 0);
  }

  @Override
  public String toString() {
    return name + "@" + version + " (" + body.getSerializedSize() + " bytes)";
  }

  private static ByteString bytes(Message message) {
    byte[] bytes = new byte[message.getSerializedSize()];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    try {
      message.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("an array of the message's own size was too small", e);
    }
    return ByteString.copyFrom(bytes);
  }

  private static String version(Any body) {
    return HexFormat.of().formatHex(digest("", body), 0, VERSION_BYTES);
  }

  private static long fingerprint(String name, Any body) {
    return ByteBuffer.wrap(digest(name, body)).getLong();
  }

  private static byte[] digest(String name, Any body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(name.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      digest.update(body.getTypeUrl().getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      digest.update(body.getValue().asReadOnlyByteBuffer());
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is missing; every Java platform has it", e);
    }
  }
}
