package dev.agentgateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.Command;
import dev.agentgateway.e2e.support.Manifests;
import dev.agentgateway.e2e.support.Planes;
import dev.agentgateway.e2e.support.Ports;
import dev.agentgateway.e2e.support.SelfSigned;
import dev.agentgateway.e2e.support.TlsLoad;
import dev.agentgateway.e2e.support.Upstream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS listeners, seen by curl and openssl. */
final class HttpsTest {
  private static final String SHOP = "shop.example.com";
  private static final String BLOG = "blog.example.org";

  private final int port = Ports.free();

  @TempDir Path directory;
  private Upstream upstream;
  private Planes planes;
  private Planes.DataPlane proxy;
  private SelfSigned shop;
  private SelfSigned wild;

  @BeforeEach
  void start() throws Exception {
    upstream = Upstream.start("up");
    planes = Planes.start(directory.resolve("planes"));
    shop = SelfSigned.ofRsa(directory, "shop", SHOP);
    wild = SelfSigned.of(directory, "wild", "*.example.org");
    planes.write(
        "secrets.yaml", Manifests.all(shop.secret("shop", "test"), wild.secret("wild", "test")));
    planes.write("gateway.yaml", gateway());
    planes.write("backend.yaml", Manifests.backend("up", "127.0.0.1", upstream.port()));
    planes.write("routes.yaml", routes());
    proxy = planes.startDataPlane("proxy");
    planes.awaitRoute("/");
    Await.untilTrue("TLS is served", () -> curl(SHOP, shop, "/").status() == 0);
  }

  @AfterEach
  void stop() {
    planes.close();
    upstream.close();
  }

  @Test
  void eachNameHasItsListenerAndItsCertificate() throws Exception {
    assertThat(curl(SHOP, shop, "/").output()).isEqualTo("up 200");
    assertThat(upstream.field("x-forwarded-proto")).isEqualTo("https");
    assertThat(curl(BLOG, wild, "/").output()).isEqualTo("up 200");
    assertThat(curl(BLOG, wild, "/old").output())
        .isEqualTo("https://" + BLOG + ":" + port + "/new 302");

    // 60: the certificate is another's; 35: the handshake failed.
    assertThat(curl(SHOP, wild, "/").status()).isEqualTo(60);
    assertThat(curl("elsewhere.net", shop, "/").status()).isEqualTo(35);
    assertThat(curl(SHOP, shop, "/", "-H", "Host: " + BLOG).output())
        .isEqualTo("misdirected request 421");
    assertThat(curl(SHOP, shop, "/", "-H", "Host: elsewhere.net").output()).endsWith(" 404");
    assertThat(curl(SHOP, shop, "/", "--tls-max", "1.2").output()).isEqualTo("up 200");
    assertThat(curl(SHOP, shop, "/", "--http2").output()).isEqualTo("up 200");
    assertThat(
            curl(SHOP, shop, "/", "--tls-max", "1.1", "--ciphers", "DEFAULT:@SECLEVEL=0").status())
        .isEqualTo(35);
    // 1: an alert, which is no HTTP; 52: nothing came back; 56: reset.
    assertThat(Command.run("curl", "-s", "http://127.0.0.1:" + port).status()).isIn(1, 52, 56);
    Await.untilTrue(
        "handshakes are counted",
        () -> planes.metric(proxy, "agentgateway_downstream_tls_handshakes_total", "not_tls") == 1);
    assertThat(
            planes.metric(proxy, "agentgateway_downstream_tls_handshakes_total", "no_certificate"))
        .isEqualTo(1);
  }

  @Test
  void explainFollowsTheSchemeOfTheUrl() throws Exception {
    String query = "explain?method=GET&url=https://" + SHOP + ":" + port + "/";
    Await.untilTrue("a proxy explains", () -> planes.page("/api/v1/" + query).statusCode() == 200);
    JsonNode shown = explanation("https://" + SHOP + ":" + port + "/");
    assertThat(shown.path("listener").path("gatewayListener").asText())
        .as(shown.toString())
        .isEqualTo("shop");
    assertThat(shown.path("route").path("route").asText()).isEqualTo("test/all");
    JsonNode plain = explanation("http://" + SHOP + ":" + port + "/");
    assertThat(plain.path("outcome").asText()).contains("speaks TLS");
    JsonNode none = explanation("https://elsewhere.net:" + port + "/");
    assertThat(none.path("outcome").asText()).contains("is for elsewhere.net");
  }

  private JsonNode explanation(String url) throws Exception {
    return planes.api("explain?method=GET&url=" + url).path("explanation");
  }

  @Test
  void aNewCertificateIsTakenWithoutALostRequest() throws Exception {
    try (TlsLoad load = TlsLoad.start(port, SHOP, 4)) {
      load.awaitRequests(200);
      for (int i = 0; i < 3; i++) {
        SelfSigned next = SelfSigned.of(directory, "next" + i, SHOP);
        planes.write(
            "secrets.yaml",
            Manifests.all(next.secret("shop", "test"), wild.secret("wild", "test")));
        Await.untilTrue("it is shown", () -> curl(SHOP, next, "/").output().equals("up 200"));
        load.awaitRequests(200);
      }
      assertThat(load.failures()).isEmpty();
      assertThat(load.ended()).isZero();
    }
  }

  @Test
  void aBadCertificateIsToldAndTheLastGoodOneStays() throws Exception {
    planes.write(
        "secrets.yaml",
        Manifests.all(shop.secret("shop", "test", wild.key()), wild.secret("wild", "test")));
    Await.untilTrue(
        "the status tells",
        () -> {
          JsonNode listener = listener("shop");
          return condition(listener, "ResolvedRefs").equals("False InvalidCertificateRef")
              && condition(listener, "Programmed").equals("False Invalid");
        });
    assertThat(condition(listener("wild"), "Programmed")).isEqualTo("True Programmed");
    assertThat(curl(SHOP, shop, "/").output()).isEqualTo("up 200");
    assertThat(curl(BLOG, wild, "/").output()).isEqualTo("up 200");

    // A change of the port passes meanwhile.
    planes.write("gateway.yaml", gateway().replace("name: plain", "name: other"));
    planes.write("routes.yaml", routes().replace("/old", "/older"));
    Await.untilTrue("routes change", () -> curl(BLOG, wild, "/older").output().endsWith(" 302"));
    assertThat(curl(SHOP, shop, "/").output()).isEqualTo("up 200");

    // One that starts without a good one serves the rest.
    planes.stop(proxy);
    proxy = planes.startDataPlane("another");
    Await.untilTrue("the rest is served", () -> curl(BLOG, wild, "/").output().equals("up 200"));
    assertThat(curl(SHOP, shop, "/").status()).isEqualTo(35);

    SelfSigned next = SelfSigned.of(directory, "next", SHOP);
    planes.write(
        "secrets.yaml", Manifests.all(next.secret("shop", "test"), wild.secret("wild", "test")));
    Await.untilTrue("it is mended", () -> curl(SHOP, next, "/").output().equals("up 200"));
    Await.untilTrue(
        "the status tells",
        () -> condition(listener("shop"), "Programmed").equals("True Programmed"));
  }

  @Test
  void secretsAreNowhereInTheOpen() throws Exception {
    String key = Files.readAllLines(wild.key()).get(1);
    assertThat(planes.api("config").toString())
        .contains("certificate/test/wild")
        .doesNotContain(key);
    assertThat(planes.page("/").body()).doesNotContain(key);
    assertThat(planes.configDump(proxy)).contains("certificate/test/wild").doesNotContain(key);
    assertThat(planes.logs()).doesNotContain(key);
  }

  @Test
  void connectionsEndInOrderWhenTheProxyDrains() throws Exception {
    try (TlsLoad load = TlsLoad.start(port, SHOP, 2)) {
      load.awaitRequests(50);
      planes.stop(proxy);
      load.awaitEnd();
      assertThat(load.failures()).isEmpty();
    }
  }

  private JsonNode listener(String name) throws Exception {
    for (JsonNode item : planes.api("routes").path("items")) {
      for (JsonNode listener : item.path("status").path("listeners")) {
        if (listener.path("name").asText().equals(name)) {
          return listener;
        }
      }
    }
    throw new AssertionError("no listener " + name);
  }

  private static String condition(JsonNode listener, String type) {
    for (JsonNode condition : listener.path("conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("status").asText() + " " + condition.path("reason").asText();
      }
    }
    return "none";
  }

  /** Body or redirect, and status, of an answer. */
  private Command.Result curl(String host, SelfSigned trusted, String path, String... more)
      throws Exception {
    List<String> command = new ArrayList<>(List.of("curl", "-s", "--max-time", "10"));
    command.addAll(List.of("--cacert", trusted.chain().toString()));
    command.addAll(List.of("--resolve", host + ":" + port + ":127.0.0.1"));
    command.addAll(List.of("-w", "%{redirect_url} %{http_code}"));
    command.addAll(List.of(more));
    command.add("https://" + host + ":" + port + path);
    return Command.run(command.toArray(String[]::new));
  }

  private String gateway() {
    return """
        apiVersion: gateway.networking.k8s.io/v1
        kind: GatewayClass
        metadata: {name: agentgateway}
        spec: {controllerName: agentgateway.dev/agentgateway}
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: edge, namespace: test}
        spec:
          gatewayClassName: agentgateway
          addresses: [{type: IPAddress, value: 127.0.0.1}]
          listeners:
          - {name: plain, protocol: HTTP, port: %d}
          - name: shop
            protocol: HTTPS
            port: %d
            hostname: shop.example.com
            tls: {mode: Terminate, certificateRefs: [{name: shop}]}
          - name: wild
            protocol: HTTPS
            port: %d
            hostname: "*.example.org"
            tls: {certificateRefs: [{name: wild}]}
        """
        .formatted(planes.gatewayPort(), port, port);
  }

  private static String routes() {
    return """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: all, namespace: test}
        spec:
          parentRefs: [{name: edge}]
          rules:
          - matches: [{path: {type: Exact, value: /old}}]
            filters:
            - type: RequestRedirect
              requestRedirect: {path: {type: ReplaceFullPath, replaceFullPath: /new}}
          - backendRefs: [{group: agentgateway.dev, kind: AgentgatewayBackend, name: up}]
        """;
  }
}
