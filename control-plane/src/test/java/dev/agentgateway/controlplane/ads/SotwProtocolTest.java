package dev.agentgateway.controlplane.ads;

import static dev.agentgateway.controlplane.xds.SampleGateways.cluster;
import static dev.agentgateway.controlplane.xds.SampleGateways.forward;
import static dev.agentgateway.controlplane.xds.SampleGateways.gateway;
import static dev.agentgateway.controlplane.xds.SampleGateways.host;
import static dev.agentgateway.controlplane.xds.SampleGateways.withPorts;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.agentgateway.controlplane.xds.XdsType;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The state-of-the-world protocol over gRPC, as a scripted client sees it. */
final class SotwProtocolTest {
  private static final String TABLE = "demo/edge/80";

  private final ControlPlaneFixture server = ControlPlaneFixture.start();
  private final XdsClient<DiscoveryRequest, DiscoveryResponse> client = XdsClient.sotw(server);

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  @Test
  void aRouteThatLeftAndCameBackIsSentAgain() throws InterruptedException {
    server.publish(gateway(80, List.of("a"), host("r", "*", forward("/", "a"))));
    client.send(request(XdsType.ROUTE, TABLE));
    DiscoveryResponse first = client.next();
    assertThat(first.getResourcesCount()).isEqualTo(1);
    client.send(ack(first, TABLE));

    server.publish(withPorts(List.of(), List.of("a")));
    DiscoveryResponse gone = client.next();
    assertThat(gone.getResourcesCount()).isZero();
    client.send(ack(gone, TABLE));

    server.publish(gateway(80, List.of("a"), host("r", "*", forward("/", "a"))));
    assertThat(client.next().getResourcesCount()).isEqualTo(1);
  }

  @Test
  void everyClusterIsInEveryResponseAndARemovedOneWaitsForTheRoutes()
      throws InterruptedException, InvalidProtocolBufferException {
    server.publish(gateway(80, List.of("a"), host("r", "*", forward("/", "a"))));
    client.send(request(XdsType.CLUSTER));
    DiscoveryResponse clusters = client.next();
    assertThat(clusterNames(clusters)).containsExactly(cluster("a"));
    client.send(ack(clusters));
    client.send(request(XdsType.ROUTE, TABLE));
    client.send(ack(client.next(), TABLE));

    server.publish(gateway(80, List.of("b"), host("r", "*", forward("/", "b"))));
    DiscoveryResponse both = client.next();
    assertThat(clusterNames(both)).containsExactly(cluster("a"), cluster("b"));
    client.send(ack(both));
    DiscoveryResponse routes = client.next();
    assertThat(routes.getTypeUrl()).isEqualTo(XdsType.ROUTE.typeUrl());
    client.send(ack(routes, TABLE));
    assertThat(clusterNames(client.next())).containsExactly(cluster("b"));
  }

  @Test
  void aNewNameIsAnsweredAlthoughTheResponseBeforeIsNotAcknowledged() throws InterruptedException {
    server.publish(gateway(80, List.of("a", "b")));
    client.send(request(XdsType.ENDPOINT, cluster("a")));
    assertThat(client.next().getResourcesCount()).isEqualTo(1);
    client.send(request(XdsType.ENDPOINT, cluster("a"), cluster("b")));

    assertThat(client.next().getResourcesCount()).isEqualTo(1);
  }

  @Test
  void theVersionChangesWithTheContentAndComesBackWithIt() throws InterruptedException {
    server.publish(gateway(80, List.of("a")));
    client.send(request(XdsType.CLUSTER));
    DiscoveryResponse first = client.next();
    client.send(ack(first));
    server.publish(gateway(80, List.of("a", "b")));
    DiscoveryResponse second = client.next();
    client.send(ack(second));
    server.publish(gateway(80, List.of("a")));
    DiscoveryResponse third = client.next();

    assertThat(second.getVersionInfo()).isNotEqualTo(first.getVersionInfo());
    assertThat(third.getVersionInfo()).isEqualTo(first.getVersionInfo());
  }

  @Test
  void anUnknownTypeIsAnsweredEmpty() throws InterruptedException {
    server.publish(gateway(80, List.of("a")));
    client.send(
        DiscoveryRequest.newBuilder()
            .setNode(XdsClient.OTHER)
            .setTypeUrl("type.googleapis.com/envoy.service.runtime.v3.Runtime")
            .addResourceNames("rtds")
            .build());
    assertThat(client.next().getResourcesCount()).isZero();
    client.send(request(XdsType.CLUSTER));
    assertThat(client.next().getResourcesCount()).isEqualTo(1);
  }

  private static DiscoveryRequest request(XdsType type, String... names) {
    return DiscoveryRequest.newBuilder()
        .setNode(XdsClient.OTHER)
        .setTypeUrl(type.typeUrl())
        .addAllResourceNames(List.of(names))
        .build();
  }

  private static DiscoveryRequest ack(DiscoveryResponse response, String... names) {
    return DiscoveryRequest.newBuilder()
        .setTypeUrl(response.getTypeUrl())
        .setVersionInfo(response.getVersionInfo())
        .setResponseNonce(response.getNonce())
        .addAllResourceNames(List.of(names))
        .build();
  }

  private static List<String> clusterNames(DiscoveryResponse response)
      throws InvalidProtocolBufferException {
    assertThat(response.getTypeUrl()).isEqualTo(XdsType.CLUSTER.typeUrl());
    List<String> names = new ArrayList<>();
    for (var any : response.getResourcesList()) {
      names.add(Cluster.parseFrom(any.getValue()).getName());
    }
    return names;
  }
}
