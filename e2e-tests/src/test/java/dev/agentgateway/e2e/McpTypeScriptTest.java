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
      """;

  @TempDir static Path state;
  private static Node.Server everything;
  private static Quickstart quickstart;

  @BeforeAll
  static void start() throws IOException {
    everything = Node.everything(state);
    quickstart = Quickstart.start(state, "--no-agent", "--replicas", "2");
    Files.writeString(
        quickstart.manifests().resolve("servers.yaml"),
        SERVERS
            .replace("EVERYTHING", Integer.toString(everything.url().getPort()))
            .replace("PLACES", Integer.toString(quickstart.mcpPlaces().getPort())));
    Await.untilTrue("the routes answer", () -> quickstart.get("/several").statusCode() == 400);
  }

  @AfterAll
  static void stop() {
    quickstart.close();
    everything.close();
  }

  @Test
  void oneServerIsSeenAsItIs() throws Exception {
    assertThat(seen(quickstart.gateway().resolve("/everything"))).isEqualTo(seen(everything.url()));
  }

  @Test
  void oneOfSeveralServersIsSeenAsItIsButForItsNames() throws Exception {
    String direct = seen(everything.url());
    String gateway = seen(quickstart.gateway().resolve("/several"), "everything");

    assertThat(afterInitialize(gateway)).isEqualTo(afterInitialize(direct));
  }

  private static String seen(URI url, String... target) throws Exception {
    String[] arguments = new String[target.length + 1];
    arguments[0] = url.toString();
    System.arraycopy(target, 0, arguments, 1, target.length);
    return Node.run(state, "mcp-client.cjs", arguments);
  }

  /** What initialize says of a server is the gateway's own where it stands for several. */
  private static String afterInitialize(String transcript) {
    return transcript.substring(transcript.indexOf("\ntools/list\n"));
  }
}
