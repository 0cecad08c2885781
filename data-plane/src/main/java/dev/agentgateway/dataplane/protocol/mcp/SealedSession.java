package dev.agentgateway.dataplane.protocol.mcp;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's session with the gateway: everything that a replica must know to go on with it, since
 * it is kept nowhere but in the session id itself.
 *
 * @param protocolVersion what the gateway answered to initialize
 * @param targets targets that take part, in the order of the configuration
 */
public record SealedSession(String protocolVersion, List<TargetSession> targets) {
  private static final int MAX_TARGETS = 256;

  /**
   * What a session belongs to; a token that is shown elsewhere is foreign there.
   *
   * @param gateway NAMESPACE/NAME
   * @param backend NAMESPACE/NAME
   * @param principal who the client is; empty: nobody in particular
   */
  public record Binding(String gateway, String backend, String principal) {
    byte[] toBytes() {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DataOutputStream out = new DataOutputStream(bytes)) {
        out.writeUTF("mcp-session");
        out.writeUTF(gateway);
        out.writeUTF(backend);
        out.writeUTF(principal);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return bytes.toByteArray();
    }
  }

  public SealedSession {
    targets = List.copyOf(targets);
  }

  /** What is remembered of a target, or null where it takes no part. */
  public @Nullable TargetSession target(String name) {
    for (TargetSession target : targets) {
      if (target.target().equals(name)) {
        return target;
      }
    }
    return null;
  }

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(protocolVersion);
      out.writeByte(targets.size());
      for (TargetSession target : targets) {
        out.writeUTF(target.target());
        out.writeUTF(target.sessionId());
        out.writeUTF(target.protocolVersion());
        out.writeUTF(target.endpoint());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Null where the bytes are of another version of the gateway. */
  static @Nullable SealedSession read(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      String version = in.readUTF();
      int count = in.readUnsignedByte();
      List<TargetSession> targets = new ArrayList<>(count);
      for (int i = 0; i < count && i < MAX_TARGETS; i++) {
        targets.add(new TargetSession(in.readUTF(), in.readUTF(), in.readUTF(), in.readUTF()));
      }
      return in.available() == 0 ? new SealedSession(version, targets) : null;
    } catch (IOException e) {
      return null;
    }
  }
}
