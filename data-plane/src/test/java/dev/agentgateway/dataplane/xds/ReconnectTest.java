package dev.agentgateway.dataplane.xds;

import static dev.agentgateway.dataplane.xds.Fixtures.at;
import static dev.agentgateway.dataplane.xds.Fixtures.discoveredHosts;
import static dev.agentgateway.dataplane.xds.Fixtures.edsCluster;
import static dev.agentgateway.dataplane.xds.Fixtures.endpoints;
import static dev.agentgateway.dataplane.xds.Fixtures.host;
import static dev.agentgateway.dataplane.xds.Fixtures.inlineHosts;
import static dev.agentgateway.dataplane.xds.Fixtures.listener;
import static dev.agentgateway.dataplane.xds.Fixtures.refusedCluster;
import static dev.agentgateway.dataplane.xds.Fixtures.resource;
import static dev.agentgateway.dataplane.xds.Fixtures.staticCluster;
import static dev.agentgateway.dataplane.xds.ResourceType.CLUSTER;
import static dev.agentgateway.dataplane.xds.ResourceType.ENDPOINTS;
import static dev.agentgateway.dataplane.xds.ResourceType.LISTENER;
import static dev.agentgateway.dataplane.xds.ResourceType.ROUTES;
import static dev.agentgateway.dataplane.xds.ResourceType.VIRTUAL_HOST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.config.ProxyConfig;
import dev.agentgateway.dataplane.xds.ScriptedServer.DeltaPeer;
import dev.agentgateway.dataplane.xds.ScriptedServer.WorldPeer;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.grpc.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReconnectTest {

  private static final String TABLE = "demo/edge/8080";

  @TempDir Path stateDir;

  @Test
  void aNewStreamTellsVersionsInForceAndNoRefusedOnes() throws Exception {
    try (ScriptedServer server = ScriptedServer.start();
        TestClient client = TestClient.of(server)) {
      DeltaPeer first = server.nextDelta();
      first.next(CLUSTER);
      first.next(LISTENER);
      first.accept(CLUSTER, List.of(resource("1", edsCluster("a"))));
      first.next(ENDPOINTS);
      first.accept(ENDPOINTS, List.of(resource("5", endpoints("a", 9000))));
      Cluster bad = refusedCluster("a");
      first.sendAndTakeAnswer(CLUSTER, List.of(resource("2", bad)));
      first.responses.onError(Status.UNAVAILABLE.asRuntimeException());

      DeltaPeer second = server.nextDelta();
      DeltaDiscoveryRequest clusters = second.next(CLUSTER);
      assertThat(clusters.getNode().getId()).isEqualTo("proxy-1");
      assertThat(clusters.getInitialResourceVersionsMap()).isEqualTo(Map.of("a", "1"));
      DeltaDiscoveryRequest endpoints = second.next(ENDPOINTS);
      assertThat(endpoints.getResourceNamesSubscribeList()).containsExactly("a");
      assertThat(endpoints.getInitialResourceVersionsMap()).isEqualTo(Map.of("a", "5"));
      second.next(LISTENER);
      second.accept(CLUSTER, List.of(), "a");
      client.await(config -> config.clusters().isEmpty());
    }
  }

  @Test
  void configurationStaysWhileNoControlPlaneIsThere() throws Exception {
    ScriptedServer server = ScriptedServer.start();
    try (TestClient client = TestClient.of(server)) {
      DeltaPeer peer = server.nextDelta();
      peer.next(CLUSTER);
      peer.next(LISTENER);
      peer.accept(CLUSTER, List.of(resource("1", staticCluster("a", 9000))));
      client.next();
      int port = server.port();
      server.close();
      try (ScriptedServer restarted = ScriptedServer.startAt(port)) {
        DeltaPeer again = restarted.nextDelta();
        assertThat(again.next(CLUSTER).getInitialResourceVersionsMap()).isEqualTo(Map.of("a", "1"));
        assertThat(client.isQuiet()).isTrue();
        assertThat(client.status().connection().lastError()).isPresent();
      }
    }
  }

  @Test
  void aServerThatClosesConnectionsIsLeftAtOnceAndAskedAgain() throws Exception {
    try (ScriptedServer server = ScriptedServer.startWithShortConnections();
        TestClient client = TestClient.of(server)) {
      DeltaPeer first = server.nextDelta();
      first.next(CLUSTER);
      first.next(LISTENER);
      first.accept(CLUSTER, List.of(resource("1", staticCluster("a", 9000))));
      // The grace of the old connection is an hour: only the client's leaving ends it.
      DeltaPeer second = server.nextDelta();
      assertThat(second.next(CLUSTER).getInitialResourceVersionsMap()).isEqualTo(Map.of("a", "1"));
      assertThat(ScriptedServer.taken(first.ends, "the end of the first stream")).isNotEmpty();
      assertThat(client.next().clusters()).containsKey("a");
      assertThat(client.isQuiet()).isTrue();
    }
  }

  @Test
  void theNextControlPlaneIsAskedWhereOneIsDown() throws Exception {
    ScriptedServer down = ScriptedServer.start();
    String address = down.address();
    down.close();
    try (ScriptedServer up = ScriptedServer.start();
        TestClient client =
            TestClient.of(TestClient.PATIENT, Optional.empty(), address, up.address())) {
      DeltaPeer peer = up.nextDelta();
      peer.next(CLUSTER);
      peer.next(LISTENER);
      peer.accept(CLUSTER, List.of(resource("1", staticCluster("a", 9000))));
      assertThat(client.next().clusters()).containsKey("a");
      assertThat(client.status().connection().controlPlane()).isEqualTo(up.address());
    }
  }

  @Test
  void aServerWithoutDeltaIsAskedForTheStateOfTheWorld() throws Exception {
    try (ScriptedServer server = ScriptedServer.startWithoutDelta();
        TestClient client = TestClient.of(server)) {
      WorldPeer peer = server.nextWorld();
      DiscoveryRequest first = peer.next(CLUSTER);
      assertThat(first.getNode().getClientFeaturesList()).doesNotContain("dev.agentgateway.vhds");
      assertThat(first.getVersionInfo()).isEmpty();
      peer.next(LISTENER);
      DiscoveryRequest ack =
          peer.sendAndTakeAnswer(CLUSTER, "1", edsCluster("a"), staticCluster("b", 9001));
      assertThat(ack.getVersionInfo()).isEqualTo("1");
      assertThat(ack.hasErrorDetail()).isFalse();
      assertThat(peer.next(ENDPOINTS).getResourceNamesList()).containsExactly("a");
      assertThat(peer.sendAndTakeAnswer(ENDPOINTS, "1", endpoints("a", 9000)).getVersionInfo())
          .isEqualTo("1");
      client.await(config -> config.clusters().size() == 2);

      DiscoveryRequest nack =
          peer.sendAndTakeAnswer(CLUSTER, "2", edsCluster("a"), refusedCluster("b"));
      assertThat(nack.getVersionInfo()).isEqualTo("1");
      assertThat(nack.getErrorDetail().getMessage()).contains("b: type");
      assertThat(at(client.status().types(), CLUSTER).accepted()).containsOnlyKeys("a", "b");

      peer.sendAndTakeAnswer(CLUSTER, "3", staticCluster("b", 9002));
      ProxyConfig left = client.await(config -> config.clusters().size() == 1);
      assertThat(left.clusters()).containsOnlyKeys("b");
      assertThat(peer.next(ENDPOINTS).getResourceNamesList()).isEmpty();
    }
  }

  @Test
  void aProxyStartsFromDiskAndTellsWhatItHas() throws Exception {
    ScriptedServer server = ScriptedServer.start();
    int port = server.port();
    try (TestClient client =
        TestClient.of(TestClient.PATIENT, Optional.of(stateDir), server.address())) {
      serveOnce(server.nextDelta(), client);
    }
    server.close();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(clusterFile())))
        .isEqualTo("rw-------");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(clusterFile().getParent())))
        .isEqualTo("rwx------");

    try (TestClient client =
        TestClient.of(TestClient.FROM_DISK_AT_ONCE, Optional.of(stateDir), "127.0.0.1:" + port)) {
      ProxyConfig fromDisk = client.await(config -> config.listeners().containsKey(TABLE));
      assertThat(fromDisk.clusters()).containsKey("a");
      assertThat(fromDisk.endpoints()).containsKey("a");
      assertThat(at(fromDisk.routeTables(), TABLE).virtualHosts()).hasSize(1);
      assertThat(client.status().stale()).isTrue();
      try (ScriptedServer back = ScriptedServer.startAt(port)) {
        DeltaPeer peer = back.nextDelta();
        assertThat(peer.next(CLUSTER).getInitialResourceVersionsMap()).isEqualTo(Map.of("a", "1"));
        assertThat(peer.next(ENDPOINTS).getInitialResourceVersionsMap())
            .isEqualTo(Map.of("a", "1"));
        assertThat(peer.next(LISTENER).getInitialResourceVersionsMap())
            .isEqualTo(Map.of(TABLE, "1"));
        assertThat(peer.next(ROUTES).getInitialResourceVersionsMap()).isEqualTo(Map.of(TABLE, "1"));
        DeltaDiscoveryRequest hosts = peer.next(VIRTUAL_HOST);
        assertThat(hosts.getResourceNamesSubscribeList()).containsExactly("*");
        assertThat(hosts.getInitialResourceVersionsMap())
            .isEqualTo(Map.of(TABLE + "/http/-/*", "1"));
        peer.accept(CLUSTER, List.of());
        assertThat(client.status().stale()).isFalse();
      }
    }
  }

  @Test
  void whatIsOnDiskIsToldToAServerThatWasSilentSoFar() throws Exception {
    try (ScriptedServer server = ScriptedServer.start();
        TestClient client =
            TestClient.of(TestClient.PATIENT, Optional.of(stateDir), server.address())) {
      serveOnce(server.nextDelta(), client);
    }
    try (ScriptedServer silent = ScriptedServer.start();
        TestClient client =
            TestClient.of(TestClient.FROM_DISK_AT_ONCE, Optional.of(stateDir), silent.address())) {
      client.await(config -> config.listeners().containsKey(TABLE));
      DeltaPeer peer = silent.nextDelta();
      while (peer.next(CLUSTER).getInitialResourceVersionsMap().isEmpty()) {
        peer = silent.nextDelta();
      }
    }
  }

  @Test
  void aFileThatDoesNotReadBackIsLeftOut() throws Exception {
    ScriptedServer server = ScriptedServer.start();
    try (TestClient client =
        TestClient.of(TestClient.PATIENT, Optional.of(stateDir), server.address())) {
      serveOnce(server.nextDelta(), client);
    }
    String address = server.address();
    server.close();
    byte[] bytes = Files.readAllBytes(clusterFile());
    bytes[bytes.length - 1] ^= 1;
    Files.write(clusterFile(), bytes);
    try (TestClient client =
        TestClient.of(TestClient.FROM_DISK_AT_ONCE, Optional.of(stateDir), address)) {
      ProxyConfig config = client.await(c -> c.listeners().containsKey(TABLE));
      assertThat(config.clusters()).isEmpty();
    }
  }

  @Test
  void aClusterGoesWithoutEndpointsOnceItWaitedLongEnough() throws Exception {
    try (ScriptedServer server = ScriptedServer.start();
        TestClient client =
            TestClient.of(TestClient.SHORT_WARMING, Optional.empty(), server.address())) {
      DeltaPeer peer = server.nextDelta();
      peer.next(CLUSTER);
      peer.next(LISTENER);
      peer.accept(CLUSTER, List.of(resource("1", edsCluster("a"))));
      assertThat(client.next().clusters()).containsKey("a");
    }
  }

  @Test
  void routesInlinedInARouteConfigurationAreServed() throws Exception {
    try (ScriptedServer server = ScriptedServer.start();
        TestClient client = TestClient.of(server)) {
      DeltaPeer peer = server.nextDelta();
      peer.next(CLUSTER);
      peer.next(LISTENER);
      peer.accept(LISTENER, List.of(resource("1", listener("l", "r"))));
      peer.next(ROUTES);
      peer.accept(ROUTES, List.of(resource("4", inlineHosts("r", host("h", "*", "c")))));
      ProxyConfig config = client.await(c -> c.listeners().containsKey("l"));
      assertThat(at(config.routeTables(), "r").virtualHosts().getFirst().version()).isEqualTo("4");
      assertThat(peer.requests).isEmpty();
    }
  }

  private Path clusterFile() {
    return stateDir.resolve("xds/cluster.pb");
  }

  private static void serveOnce(DeltaPeer peer, TestClient client) throws InterruptedException {
    peer.next(CLUSTER);
    peer.next(LISTENER);
    peer.accept(CLUSTER, List.of(resource("1", edsCluster("a"))));
    peer.next(ENDPOINTS);
    peer.accept(ENDPOINTS, List.of(resource("1", endpoints("a", 9000))));
    peer.accept(LISTENER, List.of(resource("1", listener(TABLE, TABLE))));
    peer.next(ROUTES);
    peer.accept(ROUTES, List.of(resource("1", discoveredHosts(TABLE))));
    peer.next(VIRTUAL_HOST);
    peer.accept(VIRTUAL_HOST, List.of(resource("1", host(TABLE + "/http/-/*", "*", "a"))));
    client.await(config -> config.listeners().containsKey(TABLE));
  }
}
