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
import static dev.agentgateway.dataplane.xds.ResourceType.SECRET;
import static dev.agentgateway.dataplane.xds.ResourceType.VIRTUAL_HOST;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.rpc.Code;
import dev.agentgateway.dataplane.config.ProxyConfig;
import dev.agentgateway.dataplane.config.VirtualHostConfig;
import dev.agentgateway.dataplane.xds.ScriptedServer.DeltaPeer;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Extension;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DeltaStreamTest {

  private static final String TABLE = "demo/edge/8080";

  private ScriptedServer server;
  private TestClient client;
  private DeltaPeer peer;

  @BeforeEach
  void connect() throws Exception {
    server = ScriptedServer.start();
    client = TestClient.of(server);
    peer = server.nextDelta();
  }

  @AfterEach
  void disconnect() {
    client.close();
    server.close();
  }

  @Test
  void firstRequestsTellTheNodeAndAskForEveryClusterAndListener() throws Exception {
    DeltaDiscoveryRequest clusters = peer.next(CLUSTER);
    DeltaDiscoveryRequest listeners = peer.next(LISTENER);
    Node node = clusters.getNode();
    assertThat(node.getId()).isEqualTo("proxy-1");
    assertThat(node.getCluster()).isEqualTo("demo/edge,demo/other");
    assertThat(node.getUserAgentName()).isEqualTo("agentgateway-java");
    assertThat(node.getUserAgentVersion()).isEqualTo("1.2.3");
    assertThat(node.getClientFeaturesList()).contains("dev.agentgateway.vhds");
    assertThat(node.getExtensionsList().stream().map(Extension::getName))
        .contains("dev.agentgateway.gateway");
    for (DeltaDiscoveryRequest request : List.of(clusters, listeners)) {
      assertThat(request.getResourceNamesSubscribeList()).isEmpty();
      assertThat(request.getInitialResourceVersionsMap()).isEmpty();
      assertThat(request.getResponseNonce()).isEmpty();
    }
    assertThat(peer.requests).isEmpty();
  }

  @Test
  void namesToAskForFollowFromAcceptedClustersAndListeners() throws Exception {
    takeFirstRequests();
    peer.accept(CLUSTER, List.of(resource("1", edsCluster("a")), resource("1", edsCluster("b"))));
    DeltaDiscoveryRequest endpoints = peer.next(ENDPOINTS);
    assertThat(endpoints.getResourceNamesSubscribeList()).containsExactly("a", "b");
    assertThat(endpoints.getResponseNonce()).isEmpty();
    peer.accept(LISTENER, List.of(resource("1", listener("l", "routes"))));
    assertThat(peer.next(ROUTES).getResourceNamesSubscribeList()).containsExactly("routes");
    assertThat(peer.requests).isEmpty();
  }

  @Test
  void namesThatNothingNeedsAreUnsubscribedAndAskedForAgainLater() throws Exception {
    takeFirstRequests();
    peer.accept(CLUSTER, List.of(resource("1", edsCluster("a"))));
    assertThat(peer.next(ENDPOINTS).getResourceNamesSubscribeList()).containsExactly("a");
    peer.accept(ENDPOINTS, List.of(resource("1", endpoints("a", 9000))));
    peer.accept(CLUSTER, List.of(), "a");
    DeltaDiscoveryRequest unsubscribe = peer.next(ENDPOINTS);
    assertThat(unsubscribe.getResourceNamesUnsubscribeList()).containsExactly("a");
    assertThat(unsubscribe.getResponseNonce()).isEmpty();
    ProxyConfig empty = client.await(config -> config.clusters().isEmpty());
    assertThat(empty.endpoints().keySet()).isSubsetOf("a");
    peer.accept(CLUSTER, List.of(resource("2", edsCluster("a"))));
    DeltaDiscoveryRequest again = peer.next(ENDPOINTS);
    assertThat(again.getResourceNamesSubscribeList()).containsExactly("a");
    assertThat(again.getInitialResourceVersionsMap()).isEmpty();
    peer.accept(ENDPOINTS, List.of(resource("2", endpoints("a", 9001))));
    client.await(
        config ->
            config.clusters().containsKey("a")
                && at(config.endpoints(), "a").endpoints().getFirst().address().getPort() == 9001);
  }

  @Test
  void routesWaitForTheSecretsOfTheirBackends() throws Exception {
    takeFirstRequests();
    peer.accept(LISTENER, List.of(resource("1", listener("l", TABLE))));
    peer.next(ROUTES);
    peer.accept(ROUTES, List.of(resource("1", inlineHosts(TABLE, host("h", "*", "a")))));
    client.await(config -> config.listeners().containsKey("l"));
    peer.accept(
        ROUTES,
        List.of(resource("2", inlineHosts(TABLE, Fixtures.securedHost("h", "*", "a", "s")))));
    assertThat(peer.next(SECRET).getResourceNamesSubscribeList()).containsExactly("s");
    assertThat(client.isQuiet()).isTrue();
    peer.accept(SECRET, List.of(resource("s", "1", Fixtures.secret("s", "hush"))));
    ProxyConfig config = client.next();
    assertThat(at(config.routeTables(), TABLE).version()).isEqualTo("2");
    assertThat(config.secrets()).containsOnlyKeys("s");
  }

  @Test
  void goodResourcesApplyAndTheRefusalNamesEachBadOne() throws Exception {
    takeFirstRequests();
    Cluster bad = refusedCluster("bad");
    Resource unreadable =
        resource("garbage", "1", staticCluster("garbage", 1)).toBuilder()
            .setResource(
                Any.newBuilder()
                    .setTypeUrl(CLUSTER.typeUrl())
                    .setValue(ByteString.copyFromUtf8("\u0001garbage")))
            .build();
    DeltaDiscoveryRequest answer =
        peer.sendAndTakeAnswer(
            CLUSTER,
            List.of(resource("1", staticCluster("good", 9000)), resource("1", bad), unreadable));
    assertThat(answer.getErrorDetail().getCode()).isEqualTo(Code.INVALID_ARGUMENT_VALUE);
    assertThat(answer.getErrorDetail().getMessage())
        .contains("bad: type: ORIGINAL_DST")
        .contains("garbage: not readable as " + CLUSTER.typeUrl())
        .doesNotContain("good");
    assertThat(client.next().clusters()).containsOnlyKeys("good");
    XdsStatus.TypeStatus status = typeStatus(CLUSTER);
    assertThat(status.accepted()).containsOnlyKeys("good");
    assertThat(status.rejected()).containsOnlyKeys("bad", "garbage");
    assertThat(at(status.rejected(), "bad").version()).isEqualTo("1");
  }

  @Test
  void badResourceKeepsItsLastGoodVersionUntilAGoodOneComes() throws Exception {
    takeFirstRequests();
    peer.accept(CLUSTER, List.of(resource("1", staticCluster("a", 9000))));
    ProxyConfig first = client.next();
    Cluster bad = refusedCluster("a");
    DeltaDiscoveryRequest refusal = peer.sendAndTakeAnswer(CLUSTER, List.of(resource("2", bad)));
    assertThat(refusal.hasErrorDetail()).isTrue();
    assertThat(client.isQuiet()).isTrue();
    assertThat(at(typeStatus(CLUSTER).accepted(), "a").version()).isEqualTo("1");
    assertThat(at(typeStatus(CLUSTER).rejected(), "a").version()).isEqualTo("2");
    peer.accept(CLUSTER, List.of(resource("3", staticCluster("a", 9001))));
    ProxyConfig third = client.next();
    assertThat(at(first.clusters(), "a").version()).isEqualTo("1");
    assertThat(at(third.clusters(), "a").version()).isEqualTo("3");
    assertThat(typeStatus(CLUSTER).rejected()).isEmpty();
  }

  @Test
  void responsesAreAnsweredInOrderAndBeforeWhatTheyMakeTheClientAskFor() throws Exception {
    takeFirstRequests();
    String first = peer.send(CLUSTER, List.of(resource("1", edsCluster("a"))));
    String second = peer.send(LISTENER, List.of(resource("1", listener("l", "r"))));
    String third = peer.send(CLUSTER, List.of(resource("1", edsCluster("b"))));
    assertThat(peer.next(CLUSTER).getResponseNonce()).isEqualTo(first);
    assertThat(peer.next(ENDPOINTS).getResponseNonce()).isEmpty();
    assertThat(peer.next(LISTENER).getResponseNonce()).isEqualTo(second);
    assertThat(peer.next(ROUTES).getResponseNonce()).isEmpty();
    assertThat(peer.next(CLUSTER).getResponseNonce()).isEqualTo(third);
    DeltaDiscoveryRequest more = peer.next(ENDPOINTS);
    assertThat(more.getResourceNamesSubscribeList()).containsExactly("b");
  }

  @Test
  void removedClusterIsGoneAndRemovedEndpointsStay() throws Exception {
    takeFirstRequests();
    peer.accept(CLUSTER, List.of(resource("1", edsCluster("a")), resource("1", edsCluster("b"))));
    peer.next(ENDPOINTS);
    peer.accept(
        ENDPOINTS,
        List.of(resource("1", endpoints("a", 9000)), resource("1", endpoints("b", 9001))));
    ProxyConfig both = client.await(config -> config.clusters().size() == 2);
    assertThat(both.endpoints()).containsOnlyKeys("a", "b");
    peer.accept(ENDPOINTS, List.of(), "a");
    assertThat(client.isQuiet()).isTrue();
    peer.accept(CLUSTER, List.of(), "b");
    ProxyConfig one = client.await(config -> config.clusters().size() == 1);
    assertThat(one.clusters()).containsOnlyKeys("a");
    assertThat(one.endpoints()).containsKey("a");
  }

  @Test
  void aNameGivenTwiceIsRefusedAndTheRestApplies() throws Exception {
    takeFirstRequests();
    DeltaDiscoveryRequest answer =
        peer.sendAndTakeAnswer(
            CLUSTER,
            List.of(
                resource("1", staticCluster("twice", 1)),
                resource("2", staticCluster("twice", 2)),
                resource("1", staticCluster("once", 3)),
                resource("1", staticCluster("both", 4))),
            "both");
    assertThat(answer.getErrorDetail().getMessage())
        .contains("twice: named twice")
        .contains("both: named twice")
        .doesNotContain("once");
    assertThat(client.next().clusters()).containsOnlyKeys("once");
  }

  @Test
  void aTypeThatWasNotAskedForIsRefusedAndTheStreamGoesOn() throws Exception {
    takeFirstRequests();
    String nonce =
        peer.send(DeltaDiscoveryResponse.newBuilder().setTypeUrl("type.googleapis.com/un.Known"));
    DeltaDiscoveryRequest answer = peer.next();
    assertThat(answer.getTypeUrl()).isEqualTo("type.googleapis.com/un.Known");
    assertThat(answer.getResponseNonce()).isEqualTo(nonce);
    assertThat(answer.getErrorDetail().getMessage()).contains("un.Known");
    peer.accept(CLUSTER, List.of(resource("1", staticCluster("a", 9000))));
    assertThat(client.next().clusters()).containsOnlyKeys("a");
  }

  @Test
  void aliasesHaveNoEffect() throws Exception {
    takeFirstRequests();
    Resource aliased =
        resource("1", staticCluster("a", 9000)).toBuilder().addAliases("alias").build();
    peer.accept(CLUSTER, List.of(aliased));
    assertThat(client.next().clusters()).containsOnlyKeys("a");
  }

  @Test
  void aResourceThatOutlivesItsTimeToLiveIsGoneUnlessAHeartbeatComes() throws Exception {
    takeFirstRequests();
    Duration hour = Duration.newBuilder().setSeconds(3600).build();
    Duration moment = Duration.newBuilder().setNanos(50_000_000).build();
    peer.accept(
        CLUSTER,
        List.of(
            resource("1", staticCluster("kept", 1)).toBuilder().setTtl(hour).build(),
            resource("1", staticCluster("brief", 2)).toBuilder().setTtl(hour).build()));
    assertThat(client.next().clusters()).containsOnlyKeys("kept", "brief");
    // Heartbeats have no body; this one shortens the life of what it names.
    peer.accept(
        CLUSTER,
        List.of(Resource.newBuilder().setName("brief").setVersion("1").setTtl(moment).build()));
    assertThat(client.next().clusters()).containsOnlyKeys("kept");
    DeltaDiscoveryRequest answer =
        peer.sendAndTakeAnswer(
            CLUSTER, List.of(Resource.newBuilder().setName("kept").setVersion("9").build()));
    assertThat(answer.getErrorDetail().getMessage()).contains("kept: no body");
  }

  @Test
  void virtualHostsAreAskedForOnceARouteConfigurationDiscoversThem() throws Exception {
    takeFirstRequests();
    peer.accept(LISTENER, List.of(resource("1", listener(TABLE, TABLE))));
    peer.next(ROUTES);
    peer.accept(ROUTES, List.of(resource("1", discoveredHosts(TABLE))));
    DeltaDiscoveryRequest request = peer.next(VIRTUAL_HOST);
    assertThat(request.getResourceNamesSubscribeList()).containsExactly("*");
    assertThat(client.isQuiet() || client.next().listeners().isEmpty()).isTrue();
    peer.accept(VIRTUAL_HOST, List.of(resource("7", host(TABLE + "/http/-/*", "*", "no-cluster"))));
    ProxyConfig config = client.await(c -> c.listeners().containsKey(TABLE));
    VirtualHostConfig host = at(config.routeTables(), TABLE).virtualHosts().getFirst();
    assertThat(host.name()).isEqualTo(TABLE + "/http/-/*");
    assertThat(host.gatewayListener()).isEqualTo("http");
    assertThat(host.version()).isEqualTo("7");
  }

  @Test
  void aChangedVirtualHostLeavesEverythingElseTheSameObjects() throws Exception {
    takeFirstRequests();
    serve(
        TABLE, host(TABLE + "/http/demo/a/a", "a", "x"), host(TABLE + "/http/demo/b/b", "b", "x"));
    ProxyConfig before = client.await(c -> c.listeners().containsKey(TABLE));
    peer.accept(VIRTUAL_HOST, List.of(resource("2", host(TABLE + "/http/demo/a/a", "a", "other"))));
    ProxyConfig after = client.next();
    assertThat(after.listeners()).isSameAs(before.listeners());
    assertThat(after.clusters()).isSameAs(before.clusters());
    assertThat(at(after.routeTables(), TABLE).virtualHosts().get(0).version()).isEqualTo("2");
    assertThat(at(after.routeTables(), TABLE).virtualHosts().get(1))
        .isSameAs(at(before.routeTables(), TABLE).virtualHosts().get(1));
    peer.accept(VIRTUAL_HOST, List.of(), TABLE + "/http/demo/a/a");
    assertThat(at(client.next().routeTables(), TABLE).virtualHosts())
        .extracting(VirtualHostConfig::domains)
        .containsExactly(List.of("b"));
  }

  @Test
  void aClusterIsNotPublishedBeforeItsEndpoints() throws Exception {
    takeFirstRequests();
    peer.accept(CLUSTER, List.of(resource("1", edsCluster("a"))));
    peer.next(ENDPOINTS);
    assertThat(client.isQuiet()).isTrue();
    peer.accept(ENDPOINTS, List.of(resource("1", endpoints("a", 9000))));
    ProxyConfig config = client.next();
    assertThat(config.clusters()).containsKey("a");
    assertThat(config.endpoints()).containsKey("a");
  }

  @Test
  void endpointsThatDoNotExistKeepNoClusterWaiting() throws Exception {
    takeFirstRequests();
    peer.accept(CLUSTER, List.of(resource("1", edsCluster("a"))));
    peer.next(ENDPOINTS);
    peer.accept(ENDPOINTS, List.of(), "a");
    assertThat(client.next().clusters()).containsKey("a");
  }

  @Test
  void aChangedListenerKeepsItsOldRoutesUntilTheNewOnesCame() throws Exception {
    takeFirstRequests();
    peer.accept(LISTENER, List.of(resource("1", listener("l", "old"))));
    peer.next(ROUTES);
    peer.accept(ROUTES, List.of(resource("1", inlineHosts("old", host("h", "*", "c")))));
    client.await(config -> config.listeners().containsKey("l"));
    peer.accept(LISTENER, List.of(resource("2", listener("l", "new"))));
    DeltaDiscoveryRequest more = peer.next(ROUTES);
    assertThat(more.getResourceNamesSubscribeList()).containsExactly("new");
    assertThat(more.getResourceNamesUnsubscribeList()).isEmpty();
    assertThat(client.isQuiet()).isTrue();
    peer.accept(ROUTES, List.of(resource("1", inlineHosts("new", host("h", "*", "c")))));
    ProxyConfig config = client.next();
    assertThat(at(config.listeners(), "l").routeTable()).isEqualTo("new");
    assertThat(config.routeTables()).containsKey("new");
    assertThat(peer.next(ROUTES).getResourceNamesUnsubscribeList()).containsExactly("old");
  }

  @Test
  void aRemovedListenerIsGoneAtOnce() throws Exception {
    takeFirstRequests();
    serve(TABLE, host(TABLE + "/http/-/*", "*", "x"));
    client.await(config -> config.listeners().containsKey(TABLE));
    peer.accept(LISTENER, List.of(), TABLE);
    assertThat(client.next().listeners()).isEmpty();
    assertThat(peer.next(ROUTES).getResourceNamesUnsubscribeList()).containsExactly(TABLE);
    assertThat(peer.next(VIRTUAL_HOST).getResourceNamesUnsubscribeList()).containsExactly("*");
  }

  @Test
  void aResourceWrappedInAnotherNameIsRefused() throws Exception {
    takeFirstRequests();
    DeltaDiscoveryRequest answer =
        peer.sendAndTakeAnswer(CLUSTER, List.of(resource("a", "1", staticCluster("b", 9000))));
    assertThat(answer.getErrorDetail().getMessage()).contains("a: name: 'b' (expected: 'a'");
  }

  @Test
  void statusTellsTheConnectionAndVersions() throws Exception {
    takeFirstRequests();
    assertThat(client.status().connection().state()).isEqualTo(XdsStatus.State.CONNECTING);
    peer.accept(CLUSTER, List.of(resource("v1", staticCluster("a", 9000))));
    XdsStatus status = client.status();
    assertThat(status.connection().state()).isEqualTo(XdsStatus.State.CONNECTED);
    assertThat(status.connection().controlPlane()).isEqualTo(server.address());
    assertThat(status.connection().protocol()).isEqualTo(XdsStatus.Protocol.DELTA);
    assertThat(status.connection().lastMessage()).isPresent();
    assertThat(status.stale()).isFalse();
    assertThat(status.types()).containsOnlyKeys(ResourceType.values());
    assertThat(at(typeStatus(CLUSTER).accepted(), "a").version()).isEqualTo("v1");
  }

  private void takeFirstRequests() throws InterruptedException {
    peer.next(CLUSTER);
    peer.next(LISTENER);
  }

  private void serve(String table, VirtualHost... hosts) throws InterruptedException {
    peer.accept(LISTENER, List.of(resource("1", listener(table, table))));
    peer.next(ROUTES);
    peer.accept(ROUTES, List.of(resource("1", discoveredHosts(table))));
    peer.next(VIRTUAL_HOST);
    peer.accept(VIRTUAL_HOST, Arrays.stream(hosts).map(h -> resource("1", h)).toList());
  }

  private XdsStatus.TypeStatus typeStatus(ResourceType type) {
    return at(client.status().types(), type);
  }
}
