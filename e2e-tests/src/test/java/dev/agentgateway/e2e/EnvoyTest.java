package dev.agentgateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.Command;
import dev.agentgateway.e2e.support.Envoy;
import dev.agentgateway.e2e.support.Manifests;
import dev.agentgateway.e2e.support.Ports;
import dev.agentgateway.e2e.support.Quickstart;
import dev.agentgateway.e2e.support.SelfSigned;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stock Envoy is a client of our control plane. */
final class EnvoyTest {
  private static final String NAMESPACE = "agentgateway-system";

  @ParameterizedTest
  @ValueSource(strings = {"DELTA_GRPC", "GRPC"})
  void servesPlainRoutesThroughChangesWithNothingRejected(String apiType, @TempDir Path directory)
      throws Exception {
    Path state = Files.createDirectory(directory.resolve("state"));
    try (Quickstart quickstart = Quickstart.start(state, "--no-agent")) {
      int port = Ports.free();
      Path file = quickstart.manifests().resolve("envoy.yaml");
      Files.writeString(file, manifests(port));
      try (Envoy envoy =
          Envoy.start(
              directory, quickstart.xdsPort(), "agentgateway-system/envoy", apiType, port)) {
        Await.untilTrue("Envoy serves", () -> envoy.get("/echo/x").statusCode() == 200);

        HttpResponse<String> rewritten = envoy.get("/rewritten/y?q=1");
        assertThat(rewritten.body()).contains("\"/echo/y?q=1\"").contains("x-added");
        HttpResponse<String> redirected = envoy.get("/old/z");
        assertThat(redirected.statusCode()).isEqualTo(301);
        assertThat(redirected.headers().firstValue("location").orElseThrow())
            .isEqualTo("http://127.0.0.1:" + port + "/new/z");
        assertThat(envoy.get("/half").statusCode()).isIn(200, 500);
        assertThat(envoy.get("/nothing").statusCode()).isEqualTo(404);
        assertThat(rewritten.headers().firstValue("x-answered")).contains("yes");

        Files.writeString(file, manifests(port).replace("/rewritten", "/moved"));
        Await.untilTrue("a change is live", () -> envoy.get("/moved/y").statusCode() == 200);
        Files.writeString(file, manifests(port));
        Await.untilTrue("and back", () -> envoy.get("/rewritten/y").statusCode() == 200);
        assertThat(envoy.rejectedUpdates()).isZero();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELTA_GRPC", "GRPC"})
  void servesHttpsListenersByTheNamesOfTheirClients(String apiType, @TempDir Path directory)
      throws Exception {
    Path state = Files.createDirectory(directory.resolve("state"));
    SelfSigned shop = SelfSigned.ofRsa(directory, "shop", "shop.example.com");
    SelfSigned rest = SelfSigned.of(directory, "rest", "*.example.com");
    try (Quickstart quickstart = Quickstart.start(state, "--no-agent")) {
      int port = Ports.free();
      Path secrets = quickstart.manifests().resolve("secrets.yaml");
      Files.writeString(
          secrets, Manifests.all(shop.secret("shop", NAMESPACE), rest.secret("rest", NAMESPACE)));
      Files.writeString(quickstart.manifests().resolve("envoy.yaml"), httpsManifests(port));
      try (Envoy envoy =
          Envoy.start(directory, quickstart.xdsPort(), NAMESPACE + "/envoy", apiType, port)) {
        Await.untilTrue("Envoy serves", () -> ask(port, "shop", shop, "shop").endsWith("200"));
        assertThat(ask(port, "blog", rest, "blog")).endsWith("200");
        assertThat(ask(port, "shop", shop, "blog")).isEqualTo("misdirected request421");
        assertThat(ask(port, "blog", rest, "shop")).isEqualTo("misdirected request421");
        assertThat(ask(port, "blog", shop, "blog")).isEqualTo("000");

        SelfSigned next = SelfSigned.of(directory, "next", "shop.example.com");
        Files.writeString(
            secrets, Manifests.all(next.secret("shop", NAMESPACE), rest.secret("rest", NAMESPACE)));
        Await.untilTrue(
            "a new certificate is shown", () -> ask(port, "shop", next, "shop").endsWith("200"));
        Files.writeString(secrets, rest.secret("rest", NAMESPACE));
        Await.untilTrue("the rest is served", () -> ask(port, "b", rest, "b").endsWith("200"));
        assertThat(envoy.rejectedUpdates()).isZero();
      }
    }
  }

  /** Body and status; 000: no handshake. */
  private static String ask(int port, String name, SelfSigned trusted, String host)
      throws Exception {
    String server = name + ".example.com";
    return Command.run(
            "curl",
            "-s",
            "--max-time",
            "10",
            "--cacert",
            trusted.chain().toString(),
            "--resolve",
            server + ":" + port + ":127.0.0.1",
            "-H",
            "Host: " + host + ".example.com",
            "-w",
            "%{http_code}",
            "https://" + server + ":" + port + "/echo/x")
        .output();
  }

  private static String httpsManifests(int port) {
    return """
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: envoy, namespace: agentgateway-system}
        spec:
          gatewayClassName: agentgateway
          addresses: [{type: IPAddress, value: 127.0.0.1}]
          listeners:
          - name: rest
            protocol: HTTPS
            port: %d
            tls: {certificateRefs: [{name: rest}]}
          - name: shop
            protocol: HTTPS
            port: %d
            hostname: shop.example.com
            tls: {certificateRefs: [{name: shop}]}
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: envoy, namespace: agentgateway-system}
        spec:
          parentRefs: [{name: envoy}]
          rules: [{backendRefs: [{name: echo, port: 80}]}]
        """
        .formatted(port, port);
  }

  private static String manifests(int port) {
    return """
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: envoy, namespace: agentgateway-system}
        spec:
          gatewayClassName: agentgateway
          addresses: [{type: IPAddress, value: 127.0.0.1}]
          listeners: [{name: http, protocol: HTTP, port: %d}]
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: envoy, namespace: agentgateway-system}
        spec:
          parentRefs: [{name: envoy}]
          rules:
          - matches: [{path: {type: PathPrefix, value: /echo}}]
            backendRefs: [{name: echo, port: 80}]
          - matches: [{path: {type: PathPrefix, value: /rewritten}}]
            filters:
            - type: URLRewrite
              urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /echo}}
            - type: RequestHeaderModifier
              requestHeaderModifier: {add: [{name: x-added, value: "1"}]}
            - type: ResponseHeaderModifier
              responseHeaderModifier: {set: [{name: x-answered, value: "yes"}]}
            backendRefs: [{name: echo, port: 80}]
          - matches: [{path: {type: PathPrefix, value: /old}}]
            filters:
            - type: RequestRedirect
              requestRedirect:
                statusCode: 301
                path: {type: ReplacePrefixMatch, replacePrefixMatch: /new}
          - matches: [{path: {type: Exact, value: /half}}]
            backendRefs:
            - {name: echo, port: 80, weight: 1}
            - {name: absent, port: 80, weight: 1}
        """
        .formatted(port);
  }
}
