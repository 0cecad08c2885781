package dev.agentgateway.controlplane.ads;

import dev.agentgateway.controlplane.ir.GatewayIr;
import dev.agentgateway.controlplane.snapshot.SnapshotStore;
import dev.agentgateway.controlplane.xds.Dialect;
import dev.agentgateway.controlplane.xds.SampleGateways;
import dev.agentgateway.controlplane.xds.XdsEncoder;
import dev.agentgateway.controlplane.xds.XdsType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A discovery server on loopback, fed with values. */
final class ControlPlaneFixture implements AutoCloseable {
  private final XdsEncoder encoder = new XdsEncoder();
  private final SnapshotStore store = new SnapshotStore();
  private final ProxyRegistry registry = new ProxyRegistry();
  private final BlockingQueue<Nack> nacks = new LinkedBlockingQueue<>();
  private final AdsService service =
      new AdsService("test", store, registry, nacks::add, Clock.systemUTC());
  private final XdsServer server =
      new XdsServer(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
          io.grpc.InsecureServerCredentials.create(),
          List.of(),
          List.of(service));

  static ControlPlaneFixture start() {
    ControlPlaneFixture fixture = new ControlPlaneFixture();
    try {
      fixture.server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return fixture;
  }

  void publish(GatewayIr... gateways) {
    store.publish(encoder.encode(List.of(gateways), SampleGateways::sealingKeys));
  }

  /** Names of a Gateway's resources, as our proxy is given them. */
  Set<String> names(String gateway, XdsType type) {
    return store
        .current()
        .orElseThrow()
        .gateway(gateway)
        .orElseThrow()
        .resources(Dialect.AGENTGATEWAY, type)
        .names();
  }

  int port() {
    return server.port();
  }

  ProxyRegistry registry() {
    return registry;
  }

  BlockingQueue<Nack> nacks() {
    return nacks;
  }

  /** Ends the service before its streams. */
  void closeService() {
    service.close();
  }

  @Override
  public void close() {
    server.close();
    service.close();
  }
}
