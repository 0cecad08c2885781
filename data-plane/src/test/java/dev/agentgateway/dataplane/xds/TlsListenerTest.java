package dev.agentgateway.dataplane.xds;

import static dev.agentgateway.dataplane.xds.Fixtures.at;
import static dev.agentgateway.dataplane.xds.Fixtures.certificate;
import static dev.agentgateway.dataplane.xds.Fixtures.discoveredHosts;
import static dev.agentgateway.dataplane.xds.Fixtures.host;
import static dev.agentgateway.dataplane.xds.Fixtures.resource;
import static dev.agentgateway.dataplane.xds.Fixtures.tlsChain;
import static dev.agentgateway.dataplane.xds.Fixtures.tlsListener;
import static dev.agentgateway.dataplane.xds.ResourceType.CLUSTER;
import static dev.agentgateway.dataplane.xds.ResourceType.LISTENER;
import static dev.agentgateway.dataplane.xds.ResourceType.ROUTES;
import static dev.agentgateway.dataplane.xds.ResourceType.SECRET;
import static dev.agentgateway.dataplane.xds.ResourceType.VIRTUAL_HOST;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import dev.agentgateway.dataplane.config.CertificateConfig;
import dev.agentgateway.dataplane.config.ProxyConfig;
import dev.agentgateway.dataplane.config.VirtualHostConfig;
import dev.agentgateway.dataplane.listener.Certificates;
import dev.agentgateway.dataplane.xds.ScriptedServer.DeltaPeer;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Listeners that speak TLS wait for their certificates, and keep good ones. */
final class TlsListenerTest {
  private static final String ONE = "demo/edge/8443/one";
  private static final String TWO = "demo/edge/8443/two";

  private ScriptedServer server;
  private TestClient client;
  private DeltaPeer peer;

  @BeforeEach
  void connect() throws Exception {
    server = ScriptedServer.start();
    client = TestClient.of(server);
    peer = server.nextDelta();
    peer.next(CLUSTER);
    peer.next(LISTENER);
  }

  @AfterEach
  void disconnect() {
    client.close();
    server.close();
  }

  @Test
  void aListenerIsPublishedOnceItsCertificateIsThere() throws Exception {
    offerListener("1", "s");
    assertThat(client.isQuiet()).isTrue();
    peer.accept(SECRET, List.of(good("s", "1", "a")));
    ProxyConfig config = client.await(each -> !each.listeners().isEmpty());
    assertThat(config.listeners()).containsOnlyKeys("l#" + ONE);
    assertThat(shown(config, "s")).isEqualTo(Certificates.read("a"));
  }

  @Test
  void aListenerThatNamesAnotherCertificateKeepsItsOldOneUntilThatIsThere() throws Exception {
    offerListener("1", "s");
    peer.accept(SECRET, List.of(good("s", "1", "a")));
    client.await(each -> !each.listeners().isEmpty());
    peer.accept(LISTENER, List.of(resource("l", "2", tlsListener("l", tlsChain(ONE, "", "t")))));
    assertThat(peer.next(SECRET).getResourceNamesSubscribeList()).containsExactly("t");
    assertThat(client.isQuiet()).isTrue();
    peer.accept(SECRET, List.of(good("t", "1", "b")));
    ProxyConfig config =
        client.await(each -> at(each.listeners(), "l#" + ONE).version().equals("2"));
    assertThat(shown(config, "t")).isEqualTo(Certificates.read("b"));
  }

  @Test
  void aBadCertificateIsRefusedAndTheLastGoodOneStays() throws Exception {
    offerListener("1", "s");
    peer.accept(SECRET, List.of(good("s", "1", "a")));
    client.await(each -> !each.listeners().isEmpty());
    Resource bad =
        resource(
            "s", "2", certificate("s", Certificates.text("a.crt"), Certificates.text("b.key")));
    DeltaDiscoveryRequest refusal = peer.sendAndTakeAnswer(SECRET, List.of(bad));
    assertThat(refusal.getErrorDetail().getCode()).isEqualTo(Code.INVALID_ARGUMENT_VALUE);
    assertThat(refusal.getErrorDetail().getMessage())
        .startsWith("s: tls_certificate: private key: ")
        .doesNotContain("BEGIN");
    peer.accept(SECRET, List.of(good("s", "3", "b")));
    ProxyConfig config = client.await(each -> shown(each, "s").equals(Certificates.read("b")));
    assertThat(config.listeners()).containsOnlyKeys("l#" + ONE);
  }

  @Test
  void aCertificateThatIsRemovedStaysAsLongAsItIsNamed() throws Exception {
    offerListener("1", "s");
    peer.accept(SECRET, List.of(good("s", "1", "a")));
    client.await(each -> !each.listeners().isEmpty());
    peer.accept(SECRET, List.of(), "s");
    peer.accept(
        LISTENER,
        List.of(resource("l", "2", tlsListener("l", tlsChain(ONE, "a.example.com", "s")))));
    ProxyConfig config =
        client.await(each -> at(each.listeners(), "l#" + ONE).version().equals("2"));
    assertThat(shown(config, "s")).isEqualTo(Certificates.read("a"));
  }

  @Test
  void eachChainHasTheVirtualHostsOfItsOwnRouteConfiguration() throws Exception {
    peer.accept(
        LISTENER,
        List.of(
            resource(
                "l",
                "1",
                tlsListener("l", tlsChain(ONE, "a.example.com", "s"), tlsChain(TWO, "", "s")))));
    peer.next(ROUTES);
    peer.next(SECRET);
    peer.accept(SECRET, List.of(good("s", "1", "a")));
    peer.accept(
        ROUTES, List.of(resource("1", discoveredHosts(ONE)), resource("1", discoveredHosts(TWO))));
    peer.next(VIRTUAL_HOST);
    peer.accept(VIRTUAL_HOST, List.of(hostOf(ONE, "1", "a.example.com")));
    ProxyConfig half =
        client.await(
            each ->
                each.routeTables().containsKey(ONE)
                    && at(each.routeTables(), ONE).virtualHosts().size() == 1);
    assertThat(half.listeners()).isEmpty();
    peer.accept(VIRTUAL_HOST, List.of(hostOf(TWO, "1", "*")));
    ProxyConfig config = client.await(each -> each.listeners().size() == 2);
    assertThat(at(config.routeTables(), ONE).virtualHosts())
        .extracting(VirtualHostConfig::name)
        .containsExactly(ONE + "/-/a.example.com");
    assertThat(at(config.routeTables(), TWO).virtualHosts())
        .extracting(VirtualHostConfig::name)
        .containsExactly(TWO + "/-/*");
    peer.accept(VIRTUAL_HOST, List.of(hostOf(TWO, "2", "*")));
    ProxyConfig changed =
        client.await(
            each -> at(each.routeTables(), TWO).virtualHosts().getFirst().version().equals("2"));
    assertThat(at(changed.routeTables(), ONE).virtualHosts().getFirst())
        .isSameAs(at(config.routeTables(), ONE).virtualHosts().getFirst());
  }

  private void offerListener(String version, String secret) throws InterruptedException {
    peer.accept(
        LISTENER, List.of(resource("l", version, tlsListener("l", tlsChain(ONE, "", secret)))));
    assertThat(peer.next(ROUTES).getResourceNamesSubscribeList()).containsExactly(ONE);
    assertThat(peer.next(SECRET).getResourceNamesSubscribeList()).containsExactly(secret);
    peer.accept(ROUTES, List.of(resource("1", Fixtures.inlineHosts(ONE, host("h", "*", "a")))));
    // The routes alone are no reason to open the port.
    client.await(each -> each.routeTables().containsKey(ONE));
  }

  private static Resource hostOf(String table, String version, String domain) {
    String name = table + "/-/" + domain;
    return resource(name, version, host(name, domain, "a"));
  }

  private static Resource good(String name, String version, String file) {
    return resource(
        name,
        version,
        certificate(name, Certificates.text(file + ".crt"), Certificates.text(file + ".key")));
  }

  private static CertificateConfig shown(ProxyConfig config, String secret) {
    return at(config.secrets(), secret).certificate().orElseThrow();
  }
}
