package dev.agentgateway.dataplane.filter.mcp;

import dev.agentgateway.dataplane.exchange.ClusterCall;
import dev.agentgateway.dataplane.protocol.mcp.TargetSession;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints as sessions remember them: a server with several replicas keeps a session on one, and
 * the others do not know it.
 */
final class Pins {
  private Pins() {}

  /** {@code address:port} of the endpoint that a call went to; empty before it went anywhere. */
  static String of(@Nullable ClusterCall call) {
    InetSocketAddress endpoint = call == null ? null : call.endpoint();
    return endpoint == null || endpoint.getAddress() == null
        ? ""
        : endpoint.getAddress().getHostAddress() + ":" + endpoint.getPort();
  }

  /** Sends a call where the session is kept. */
  static void apply(ClusterCall call, @Nullable TargetSession session) {
    if (session == null || session.endpoint().isEmpty()) {
      return;
    }
    String text = session.endpoint();
    int colon = text.lastIndexOf(':');
    byte[] address = NetUtil.createByteArrayFromIpAddressString(text.substring(0, colon));
    if (address != null) {
      try {
        call.prefer(
            new InetSocketAddress(
                InetAddress.getByAddress(address), Integer.parseInt(text.substring(colon + 1))));
      } catch (UnknownHostException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
