package dev.agentgateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.Node;
import dev.agentgateway.e2e.support.Quickstart;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The MCP TypeScript SDK against the reference server: what the client sees is the same with and
 * without the gateway. Two replicas serve each session.
 */
final class McpTypeScriptTest {
  private static final String SERVERS =
      """
      apiVersion: agentgateway.dev/v1alpha1
      kind: AgentgatewayBackend
      metadata: {name: everything, namespace: agentgateway-system}
      spec:
        mcp:
          targets:
          - {name: everything, static: {host: 127.0.0.1, port: EVERYTHING}}
      ---
      apiVersion: agentgateway.dev/v1alpha1
      kind: AgentgatewayBackend
      metadata: {name: several, namespace: agentgateway-system}
      spec:
        mcp:
          targets:
          - {name: everything, static: {host: 127.0.0.1, port: EVERYTHING}}
          - {name: places, static: {host: 127.0.0.1, port: PLACES}}
      ---
      apiVersion: agentgateway.dev/v1alpha1
      kind: AgentgatewayBackend
      metadata: {name: modern, namespace: agentgateway-system}
      spec:
        mcp:
          targets:
          - {name: modern, static: {host: 127.0.0.1, port: MODERN}}
      ---
      apiVersion: agentgateway.dev/v1alpha1
      kind: AgentgatewayBackend
      metadata: {name: several-modern, namespace: agentgateway-system}
      spec:
        mcp:
          targets:
          - {name: other, static: {host: 127.0.0.1, port: OTHER}}
          - {name: modern, static: {host: 127.0.0.1, port: MODERN}}
      ---
      apiVersion: gateway.networking.k8s.io/v1
      kind: HTTPRoute
      metadata: {name: servers, namespace: agentgateway-system}
      spec:
        parentRefs: [{name: agentgateway-route}]
        rules:
        - matches: [{path: {type: PathPrefix, value: /everything}}]
          backendRefs: [{group: agentgateway.dev, kind: AgentgatewayBackend, name: everything}]
        - matches: [{path: {type: PathPrefix, value: /several}}]
          backendRefs: [{group: agentgateway.dev, kind: AgentgatewayBackend, name: several}]
        - matches: [{path: {type: PathPrefix, value: /modern}}]
          backendRefs: [{group: agentgateway.dev, kind: AgentgatewayBackend, name: modern}]
        - matches: [{path: {type: PathPrefix, value: /several-modern}}]
          backendRefs: [{group: agentgateway.dev, kind: AgentgatewayBackend, name: several-modern}]
      """;

  // Sessions; each request by itself.
  private static final String LEGACY = "mcp-client.cjs";
  private static final String MODERN = "mcp-modern-client.cjs";

  @TempDir static Path state;
  private static Node.Server everything;
  private static Node.Server modern;
  private static Node.Server other;
  private static Quickstart quickstart;

  @BeforeAll
  static void start() throws IOException {
    everything = Node.everything(state);
    modern = Node.script(state, "mcp-modern-server.cjs", "/mcp");
    other = Node.script(state, "mcp-modern-server.cjs", "/mcp");
    quickstart = Quickstart.start(state, "--no-agent", "--replicas", "2");
    Files.writeString(
        quickstart.manifests().resolve("servers.yaml"),
        SERVERS
            .replace("EVERYTHING", Integer.toString(everything.url().getPort()))
            .replace("MODERN", Integer.toString(modern.url().getPort()))
            .replace("OTHER", Integer.toString(other.url().getPort()))
            .replace("PLACES", Integer.toString(quickstart.mcpPlaces().getPort())));
    Await.untilTrue("the routes answer", () -> quickstart.get("/several").statusCode() == 400);
  }

  @AfterAll
  static void stop() {
    quickstart.close();
    everything.close();
    modern.close();
    other.close();
  }

  @Test
  void oneServerIsSeenAsItIs() throws Exception {
    assertThat(seen(LEGACY, gateway("/everything"))).isEqualTo(seen(LEGACY, everything.url()));
  }

  @Test
  void oneOfSeveralServersIsSeenAsItIsButForItsNames() throws Exception {
    assertThat(afterInitialize(seen(LEGACY, gateway("/several"), "everything")))
        .isEqualTo(afterInitialize(seen(LEGACY, everything.url())));
  }

  @Test
  void oneServerWithoutSessionsIsSeenAsItIs() throws Exception {
    assertThat(seen(MODERN, gateway("/modern"))).isEqualTo(seen(MODERN, modern.url()));
  }

  @Test
  void oneOfSeveralServersWithoutSessionsIsSeenAsItIsButForItsNames() throws Exception {
    assertThat(afterInitialize(seen(MODERN, gateway("/several-modern"), "modern")))
        .isEqualTo(afterInitialize(seen(MODERN, modern.url())));
  }

  private static URI gateway(String path) {
    return quickstart.gateway().resolve(path);
  }

  private static String seen(String client, URI url, String... target) throws Exception {
    String[] arguments = new String[target.length + 1];
    arguments[0] = url.toString();
    System.arraycopy(target, 0, arguments, 1, target.length);
    return Node.run(state, client, arguments);
  }

  /** What initialize says of a server is the gateway's own where it stands for several. */
  private static String afterInitialize(String transcript) {
    return transcript.substring(transcript.indexOf("tools/list\n"));
  }
}
