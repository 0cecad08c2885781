package dev.agentgateway.controlplane.ads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.controlplane.ir.GatewayIr;
import dev.agentgateway.controlplane.xds.SampleGateways;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** grpc-java's own xDS client, which speaks state of the world. */
final class GrpcXdsTest {

  @Test
  void aGrpcChannelFindsAServerBehindARouteByTheGatewaysName() throws IOException {
    Server backend =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new HealthStatusManager().getHealthService())
            .build()
            .start();
    try (ControlPlaneFixture server = ControlPlaneFixture.start()) {
      server.publish(gateway(backend.getPort()));
      System.setProperty("io.grpc.xds.bootstrapConfig", bootstrap(server.port()));
      ManagedChannel channel =
          Grpc.newChannelBuilder("xds:///demo/edge:80", InsecureChannelCredentials.create())
              .build();
      try {
        ServingStatus status =
            HealthGrpc.newBlockingStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus();
        assertThat(status).isEqualTo(ServingStatus.SERVING);
        assertThat(server.registry().proxies())
            .anySatisfy(
                proxy -> {
                  assertThat(proxy.kind()).isEqualTo(ClientKind.GRPC);
                  assertThat(proxy.types()).allSatisfy(t -> assertThat(t.rejected()).isEmpty());
                });
        assertThat(server.nacks()).isEmpty();
      } finally {
        channel.shutdownNow();
      }
    } finally {
      System.clearProperty("io.grpc.xds.bootstrapConfig");
      backend.shutdownNow();
    }
  }

  /** Other routes of the port are such that gRPC has no words for them. */
  private static GatewayIr gateway(int backendPort) {
    GatewayIr gateway =
        SampleGateways.gateway(
            80,
            List.of("health"),
            SampleGateways.host(
                "health", "*", SampleGateways.forward("/grpc.health.v1.Health", "health")));
    return new GatewayIr(
        "demo",
        "edge",
        gateway.ports(),
        gateway.clusters(),
        List.of(SampleGateways.endpoints("health", backendPort)),
        List.of());
  }

  private static String bootstrap(int port) {
    return """
        {"xds_servers": [{"server_uri": "localhost:%d",
                          "channel_creds": [{"type": "insecure"}],
                          "server_features": ["xds_v3"]}],
         "node": {"id": "grpc-test", "cluster": "demo/edge"}}
        """
        .formatted(port);
  }
}
