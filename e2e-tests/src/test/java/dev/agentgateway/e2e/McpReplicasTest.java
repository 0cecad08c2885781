package dev.agentgateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.e2e.support.AgentHttp;
import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.Manifests;
import dev.agentgateway.e2e.support.McpSession;
import dev.agentgateway.e2e.support.Node;
import dev.agentgateway.e2e.support.Planes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One MCP session of two servers, served by whichever proxy a request meets. */
final class McpReplicasTest {
  private static final int CHANGES = 6;

  private static final String SERVERS =
      """
      apiVersion: agentgateway.dev/v1alpha1
      kind: AgentgatewayBackend
      metadata: {name: servers, namespace: test}
      spec:
        mcp:
          targets:
          - {name: east, static: {host: 127.0.0.1, port: EAST}}
          - {name: west, static: {host: 127.0.0.1, port: WEST}}
      """;

  @Test
  void aSessionGoesOnAtAnyProxy(@TempDir Path directory) throws Exception {
    try (Node.Server east = Node.everything(directory);
        Node.Server west = Node.everything(directory);
        Planes planes = Planes.start(directory)) {
      planes.write(
          "servers.yaml",
          Manifests.all(
              Manifests.route("servers", "/mcp", "servers"),
              SERVERS
                  .replace("EAST", Integer.toString(east.url().getPort()))
                  .replace("WEST", Integer.toString(west.url().getPort()))));
      List<Planes.DataPlane> proxies =
          List.of(planes.startDataPlane("one"), planes.startDataPlane("two"));
      Await.untilTrue(
          "both proxies answer",
          () ->
              fresh(planes).delete("/mcp").status() == 400
                  && answered(planes, proxies.getFirst())
                  && answered(planes, proxies.getLast()));
      McpSession session = McpSession.open(planes.gatewayUrl());

      int changes = 0;
      int last = -1;
      int calls = 0;
      while (changes < CHANGES) {
        assertThat(calls).as("calls that all met proxy %d", last).isLessThan(200);
        String server = calls % 2 == 0 ? "east" : "west";
        String said = server + " " + calls++;
        double before = served(planes, proxies.getFirst());

        assertThat(session.echo(server + "_echo", said)).isEqualTo("Echo: " + said);

        int now = served(planes, proxies.getFirst()) > before ? 0 : 1;
        changes += last >= 0 && now != last ? 1 : 0;
        last = now;
      }

      assertThat(session.end().status()).isEqualTo(200);
      assertThat(session.call("east_echo", "gone"))
          .returns(
              false, answer -> answer.messages().stream().anyMatch(each -> each.has("result")));
    }
  }

  /** On a connection of its own, which may end at either proxy. */
  private static AgentHttp fresh(Planes planes) {
    return new AgentHttp(planes.gatewayUrl());
  }

  private static boolean answered(Planes planes, Planes.DataPlane proxy)
      throws IOException, InterruptedException {
    return planes.metric(proxy, "agentgateway_requests_total", "400") > 0;
  }

  private static double served(Planes planes, Planes.DataPlane proxy)
      throws IOException, InterruptedException {
    return planes.metric(proxy, "agentgateway_mcp_requests_total", "tools/call");
  }
}
