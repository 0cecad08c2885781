package dev.agentgateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.Envoy;
import dev.agentgateway.e2e.support.Ports;
import dev.agentgateway.e2e.support.Quickstart;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stock Envoy is a client of our control plane. */
final class EnvoyTest {

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
