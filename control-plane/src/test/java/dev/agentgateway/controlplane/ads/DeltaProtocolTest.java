package dev.agentgateway.controlplane.ads;

import static dev.agentgateway.controlplane.ads.XdsClient.ack;
import static dev.agentgateway.controlplane.ads.XdsClient.assertQuiet;
import static dev.agentgateway.controlplane.ads.XdsClient.nack;
import static dev.agentgateway.controlplane.ads.XdsClient.names;
import static dev.agentgateway.controlplane.ads.XdsClient.subscribe;
import static dev.agentgateway.controlplane.xds.SampleGateways.cluster;
import static dev.agentgateway.controlplane.xds.SampleGateways.endpoints;
import static dev.agentgateway.controlplane.xds.SampleGateways.forward;
import static dev.agentgateway.controlplane.xds.SampleGateways.gateway;
import static dev.agentgateway.controlplane.xds.SampleGateways.host;
import static dev.agentgateway.controlplane.xds.SampleGateways.withPorts;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.agentgateway.controlplane.ir.ClusterIr;
import dev.agentgateway.controlplane.ir.GatewayIr;
import dev.agentgateway.controlplane.xds.XdsType;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The incremental protocol over gRPC, as a scripted client sees it. */
final class DeltaProtocolTest {
  private static final String TABLE = "demo/edge/80";

  private final ControlPlaneFixture server = ControlPlaneFixture.start();
  private final XdsClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> client =
      XdsClient.delta(server);

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  @Test
  void aResourceThatWasRemovedAndCreatedAgainIsSentAgain() throws InterruptedException {
    server.publish(gateway(80, List.of("a"), host("r", "*", forward("/", "a"))));
    client.send(subscribe(XdsType.ROUTE, TABLE).setNode(XdsClient.OTHER).build());
    assertThat(names(ackNext())).containsExactly(TABLE);

    server.publish(withPorts(List.of(), List.of("a")));
    assertThat(ackNext().getRemovedResourcesList()).containsExactly(TABLE);

    server.publish(gateway(80, List.of("a"), host("r", "*", forward("/", "a"))));
    assertThat(names(ackNext())).containsExactly(TABLE);
  }

  @Test
  void aReconnectingClientIsSentOnlyDifferencesAndToldWhatIsGone() throws InterruptedException {
    server.publish(gateway(80, List.of("a", "b")));
    client.send(subscribe(XdsType.CLUSTER).setNode(XdsClient.OTHER).build());
    DeltaDiscoveryResponse first = ackNext();
    String version = first.getResources(0).getVersion();

    try (var again = XdsClient.delta(server)) {
      again.send(
          subscribe(XdsType.CLUSTER)
              .setNode(XdsClient.OTHER)
              .putInitialResourceVersions(cluster("a"), version)
              .putInitialResourceVersions(cluster("b"), "another")
              .putInitialResourceVersions("demo/edge/service/demo/stale/80", "1")
              .build());
      DeltaDiscoveryResponse response = again.next();
      assertThat(names(response)).containsExactly(cluster("b"));
      assertThat(response.getRemovedResourcesList())
          .containsExactly("demo/edge/service/demo/stale/80");
    }
  }

  @Test
  void theFirstWildcardIsAnsweredEvenIfThereIsNothing() throws InterruptedException {
    server.publish(withPorts(List.of(), List.of()));
    client.send(subscribe(XdsType.CLUSTER).setNode(XdsClient.OTHER).build());
    DeltaDiscoveryResponse response = client.next();

    assertThat(response.getTypeUrl()).isEqualTo(XdsType.CLUSTER.typeUrl());
    assertThat(response.getResourcesList()).isEmpty();
  }

  @Test
  void aNameThatDoesNotExistIsAnsweredAsRemoved() throws InterruptedException {
    server.publish(gateway(80, List.of()));
    client.send(subscribe(XdsType.ROUTE, "demo/edge/81").setNode(XdsClient.OTHER).build());

    assertThat(ackNext().getRemovedResourcesList()).containsExactly("demo/edge/81");
    server.publish(gateway(81, List.of()));
    assertThat(names(ackNext())).containsExactly("demo/edge/81");
  }

  @Test
  void anUnknownNonceIsTolerated() throws InterruptedException {
    server.publish(gateway(80, List.of("a")));
    client.send(
        subscribe(XdsType.CLUSTER)
            .setNode(XdsClient.OTHER)
            .setResponseNonce("of an older stream")
            .build());
    assertThat(names(client.next())).containsExactly(cluster("a"));
    client.send(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(XdsType.CLUSTER.typeUrl())
            .setResponseNonce("made up")
            .build());
    assertQuiet(client);
  }

  @Test
  void anUnknownTypeIsAnsweredHarmlesslyAndTheStreamGoesOn() throws InterruptedException {
    server.publish(gateway(80, List.of("a")));
    client.send(
        DeltaDiscoveryRequest.newBuilder()
            .setNode(XdsClient.OTHER)
            .setTypeUrl("type.googleapis.com/envoy.service.runtime.v3.Runtime")
            .addResourceNamesSubscribe("rtds")
            .build());
    assertThat(client.next().getRemovedResourcesList()).containsExactly("rtds");

    client.send(subscribe(XdsType.CLUSTER).build());
    assertThat(names(client.next())).containsExactly(cluster("a"));
  }

  @Test
  void theNodeOfTheFirstRequestHoldsForTheStream() throws InterruptedException {
    server.publish(gateway(80, List.of("a")));
    client.send(subscribe(XdsType.CLUSTER).setNode(XdsClient.OTHER).build());
    ackNext();
    client.send(subscribe(XdsType.LISTENER).build());

    assertThat(names(ackNext())).containsExactly(TABLE);
  }

  @Test
  void aClusterNamedExplicitlyIsTheOnlyOneSent() throws InterruptedException {
    server.publish(gateway(80, List.of("a", "b")));
    client.send(subscribe(XdsType.CLUSTER, cluster("b")).setNode(XdsClient.OTHER).build());
    assertThat(names(ackNext())).containsExactly(cluster("b"));

    client.send(subscribe(XdsType.CLUSTER, "*").build());
    assertThat(names(ackNext())).containsExactly(cluster("a"));
  }

  @Test
  void versionsAreEqualOnEveryReplica() throws InterruptedException {
    GatewayIr gateway = gateway(80, List.of("a"), host("r", "*", forward("/", "a")));
    server.publish(gateway);
    client.send(subscribe(XdsType.CLUSTER).setNode(XdsClient.OTHER).build());
    String version = client.next().getResources(0).getVersion();

    try (ControlPlaneFixture replica = ControlPlaneFixture.start();
        var other = XdsClient.delta(replica)) {
      replica.publish(gateway);
      other.send(subscribe(XdsType.CLUSTER).setNode(XdsClient.OTHER).build());
      assertThat(other.next().getResources(0).getVersion()).isEqualTo(version);
    }
  }

  @Test
  void aRefusedResourceIsNotSentAgainUntilItChanges() throws InterruptedException {
    server.publish(gateway(80, List.of("a", "b")));
    client.send(
        subscribe(XdsType.ENDPOINT, cluster("a"), cluster("b")).setNode(XdsClient.OTHER).build());
    client.send(nack(client.next(), "bad: " + cluster("a") + ": no\nrest is fine"));
    Nack event = server.nacks().poll(10, TimeUnit.SECONDS);
    assertThat(event).isNotNull();
    assertThat(event.resources()).containsExactly(cluster("a"));
    assertThat(event.typeUrl()).isEqualTo(XdsType.ENDPOINT.typeUrl());

    server.publish(withEndpoint("b", 9001));
    assertThat(names(ackNext())).containsExactly(cluster("b"));
    assertThat(status(XdsType.ENDPOINT).rejected()).containsOnlyKeys(cluster("a"));

    server.publish(withEndpoint("a", 9001));
    DeltaDiscoveryResponse repaired = ackNext();
    assertThat(names(repaired)).contains(cluster("a"));
    assertQuiet(client);
    assertThat(status(XdsType.ENDPOINT).rejected()).isEmpty();
  }

  @Test
  void nothingIsAnsweredBeforeTheSourceHasSynced() throws InterruptedException {
    client.send(subscribe(XdsType.CLUSTER).setNode(XdsClient.OTHER).build());
    client.send(subscribe(XdsType.LISTENER).build());
    server.publish(gateway(80, List.of("a")));

    assertThat(names(client.next())).containsExactly(cluster("a"));
    assertThat(names(client.next())).containsExactly(TABLE);
  }

  @Test
  void anUnknownGatewayIsEmptyUntilItExists() throws InterruptedException {
    server.publish();
    client.send(subscribe(XdsType.LISTENER).setNode(XdsClient.OTHER).build());
    assertThat(ackNext().getResourcesList()).isEmpty();

    server.publish(gateway(80, List.of()));
    assertThat(names(ackNext())).containsExactly(TABLE);
  }

  @Test
  void theListenerForGrpcIsSentOnlyToWhoNamesIt() throws InterruptedException {
    server.publish(gateway(80, List.of()));
    client.send(subscribe(XdsType.LISTENER).setNode(XdsClient.OTHER).build());
    assertThat(names(ackNext())).containsExactly(TABLE);

    client.send(subscribe(XdsType.LISTENER, "demo/edge:80").build());
    assertThat(names(ackNext())).containsExactly("demo/edge:80");
  }

  @Test
  void anUnsubscribedNameThatTheWildcardCoversIsAnswered() throws InterruptedException {
    server.publish(gateway(80, List.of("a")));
    client.send(subscribe(XdsType.CLUSTER, "*", cluster("a")).setNode(XdsClient.OTHER).build());
    ackNext();
    client.send(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(XdsType.CLUSTER.typeUrl())
            .addResourceNamesUnsubscribe(cluster("a"))
            .build());

    assertThat(names(ackNext())).containsExactly(cluster("a"));
  }

  @Test
  void changesDuringAnOutstandingAcknowledgementAreSentOnceInTheirNewestForm()
      throws InterruptedException, InvalidProtocolBufferException {
    server.publish(gateway(80, List.of("a")));
    client.send(subscribe(XdsType.ENDPOINT, cluster("a")).setNode(XdsClient.OTHER).build());
    DeltaDiscoveryResponse first = client.next();
    server.publish(withEndpoint("a", 9001));
    server.publish(withEndpoint("a", 9002));
    assertQuiet(client);

    client.send(ack(first));
    ClusterLoadAssignment newest =
        ClusterLoadAssignment.parseFrom(client.next().getResources(0).getResource().getValue());
    assertThat(
            newest
                .getEndpoints(0)
                .getLbEndpoints(0)
                .getEndpoint()
                .getAddress()
                .getSocketAddress()
                .getPortValue())
        .isEqualTo(9002);
    assertQuiet(client);
  }

  @Test
  void endpointsAreSentAgainAfterTheirClusterChanged() throws InterruptedException {
    server.publish(gateway(80, List.of("a")));
    client.send(subscribe(XdsType.CLUSTER).setNode(XdsClient.OTHER).build());
    ackNext();
    client.send(subscribe(XdsType.ENDPOINT, cluster("a")).build());
    ackNext();

    GatewayIr before = gateway(80, List.of("a"));
    server.publish(
        new GatewayIr(
            "demo",
            "edge",
            before.ports(),
            List.of(
                new ClusterIr(
                    cluster("a"),
                    "Service/demo/renamed/80",
                    before.clusters().getFirst().source(),
                    Optional.empty(),
                    false)),
            before.endpoints(),
            List.of()));
    assertThat(ackNext().getTypeUrl()).isEqualTo(XdsType.CLUSTER.typeUrl());
    DeltaDiscoveryResponse assignment = ackNext();
    assertThat(assignment.getTypeUrl()).isEqualTo(XdsType.ENDPOINT.typeUrl());
    assertThat(names(assignment)).containsExactly(cluster("a"));
  }

  @Test
  void clustersComeBeforeTheRoutesThatNameThemAndGoAfterThem() throws InterruptedException {
    server.publish(gateway(80, List.of("a"), host("r", "*", forward("/", "a"))));
    client.send(subscribe(XdsType.CLUSTER).setNode(XdsClient.OTHER).build());
    ackNext();
    client.send(subscribe(XdsType.ENDPOINT, cluster("a")).build());
    ackNext();
    client.send(subscribe(XdsType.ROUTE, TABLE).build());
    ackNext();

    server.publish(gateway(80, List.of("b"), host("r", "*", forward("/", "b"))));
    DeltaDiscoveryResponse clusters = client.next();
    assertThat(names(clusters)).containsExactly(cluster("b"));
    assertThat(clusters.getRemovedResourcesList()).isEmpty();
    assertQuiet(client);
    client.send(ack(clusters));
    client.send(subscribe(XdsType.ENDPOINT, cluster("b")).build());
    assertThat(names(ackNext())).containsExactly(cluster("b"));

    DeltaDiscoveryResponse routes = client.next();
    assertThat(names(routes)).containsExactly(TABLE);
    assertQuiet(client);
    client.send(ack(routes));
    DeltaDiscoveryResponse gone = ackNext();
    assertThat(gone.getTypeUrl()).isEqualTo(XdsType.CLUSTER.typeUrl());
    assertThat(gone.getRemovedResourcesList()).containsExactly(cluster("a"));
  }

  @Test
  void aClientThatRefusedRoutesKeepsTheirClusters() throws InterruptedException {
    server.publish(gateway(80, List.of("a"), host("r", "*", forward("/", "a"))));
    client.send(subscribe(XdsType.CLUSTER).setNode(XdsClient.OTHER).build());
    ackNext();
    client.send(subscribe(XdsType.ROUTE, TABLE).build());
    ackNext();

    server.publish(gateway(80, List.of("b"), host("r", "*", forward("/", "b"))));
    ackNext();
    client.send(nack(client.next(), "cannot"));
    assertQuiet(client);

    server.publish(gateway(80, List.of("b"), host("r", "*", forward("/x", "b"))));
    assertThat(names(ackNext())).containsExactly(TABLE);
    assertThat(ackNext().getRemovedResourcesList()).containsExactly(cluster("a"));
  }

  @Test
  void aProxyOfOursIsRegisteredWithItsStateAndForgottenWhenItLeaves() throws InterruptedException {
    server.publish(gateway(80, List.of("a")));
    client.send(subscribe(XdsType.VIRTUAL_HOST, "*").setNode(XdsClient.OURS).build());
    assertThat(names(ackNext())).containsExactly("demo/edge/80/http/-/*");
    assertQuiet(client);

    ConnectedProxy proxy = server.registry().proxies().getFirst();
    assertThat(proxy.kind()).isEqualTo(ClientKind.AGENTGATEWAY_JAVA);
    assertThat(proxy.gateways()).containsExactly("demo/edge");
    assertThat(proxy.node()).isEqualTo("test");
    assertThat(status(XdsType.VIRTUAL_HOST).inSync()).isTrue();
    assertThat(status(XdsType.VIRTUAL_HOST).acceptedVersion()).isNotEmpty();
    assertThat(proxy.address()).startsWith("127.0.0.1:");

    CountDownLatch left = new CountDownLatch(1);
    server
        .registry()
        .watch(
            () -> {
              if (server.registry().proxies().isEmpty()) {
                left.countDown();
              }
            });
    client.close();
    assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
  }

  private ConnectedProxy.TypeStatus status(XdsType type) {
    return server.registry().proxies().getFirst().types().stream()
        .filter(status -> status.typeUrl().equals(type.typeUrl()))
        .findFirst()
        .orElseThrow();
  }

  private DeltaDiscoveryResponse ackNext() throws InterruptedException {
    DeltaDiscoveryResponse response = client.next();
    client.send(ack(response));
    return response;
  }

  private static GatewayIr withEndpoint(String service, int port) {
    GatewayIr gateway = gateway(80, List.of("a", "b"));
    return new GatewayIr(
        "demo",
        "edge",
        gateway.ports(),
        gateway.clusters(),
        gateway.endpoints().stream()
            .map(e -> e.cluster().equals(cluster(service)) ? endpoints(service, port) : e)
            .toList(),
        List.of());
  }
}
