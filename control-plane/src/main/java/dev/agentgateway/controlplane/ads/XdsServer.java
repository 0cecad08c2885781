package dev.agentgateway.controlplane.ads;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The gRPC server of the discovery and report services. */
public final class XdsServer implements AutoCloseable {
  private static final int MAX_REQUEST_BYTES = 32 << 20;

  private final Server server;

  /**
   * A server that is not started.
   *
   * @param address with port 0: any free one
   * @param credentials that it is served with; insecure ones for plain text
   * @param interceptors that every call passes, the first one first
   */
  public XdsServer(
      InetSocketAddress address,
      ServerCredentials credentials,
      List<ServerInterceptor> interceptors,
      List<BindableService> services) {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address, credentials)
            .keepAliveTime(30, TimeUnit.SECONDS)
            .keepAliveTimeout(10, TimeUnit.SECONDS)
            .permitKeepAliveTime(5, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .maxInboundMessageSize(MAX_REQUEST_BYTES);
    List<ServerInterceptor> passed = new ArrayList<>(interceptors);
    passed.add(new RemoteAddress());
    services.forEach(
        service -> builder.addService(ServerInterceptors.interceptForward(service, passed)));
    this.server = builder.build();
  }

  /** Binds and serves. */
  public void start() throws IOException {
    server.start();
  }

  /** The port that is served. */
  public int port() {
    return server.getPort();
  }

  /** Ends every stream; proxies connect again elsewhere. */
  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
