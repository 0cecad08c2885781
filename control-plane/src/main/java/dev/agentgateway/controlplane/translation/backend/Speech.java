package dev.agentgateway.controlplane.translation.backend;

import dev.agentgateway.controlplane.ir.ProtocolIr;
import dev.agentgateway.controlplane.ir.ProtocolIr.McpTargetIr;
import dev.agentgateway.controlplane.ir.ProtocolIr.PrefixMode;
import java.util.List;
import java.util.Optional;

/** What a backend speaks, whichever Gateway sends to it. */
public sealed interface Speech {

  /** What a Gateway is told. */
  ProtocolIr ir(String gatewayId);

  /** A protocol that names nothing of the Gateway: HTTP, LLM and A2A. */
  record Alone(ProtocolIr protocol) implements Speech {

    /** Plain HTTP. */
    public static final Alone HTTP = new Alone(new ProtocolIr.Http());

    @Override
    public ProtocolIr ir(String gatewayId) {
      return protocol;
    }
  }

  /**
   * MCP servers that are one to clients.
   *
   * @param backend whom sealed sessions are bound to
   * @param servers at least one
   */
  record Mcp(
      String backend,
      List<McpServer> servers,
      PrefixMode prefixMode,
      boolean failOpen,
      boolean stateless)
      implements Speech {
    public Mcp {
      servers = List.copyOf(servers);
    }

    @Override
    public ProtocolIr ir(String gatewayId) {
      return new ProtocolIr.Mcp(
          backend,
          servers.stream().map(server -> server.ir(gatewayId)).toList(),
          prefixMode,
          failOpen,
          stateless);
    }
  }

  /**
   * One of them.
   *
   * @param name unique among them
   * @param path empty: {@code /mcp}
   */
  record McpServer(String name, BackendTarget target, Optional<String> path) {
    McpTargetIr ir(String gatewayId) {
      return new McpTargetIr(
          name,
          target.clusterName(gatewayId),
          target.hostHeader(),
          path,
          target.credential().map(each -> each.at(Credential.BEARER).ir(gatewayId)));
    }
  }
}
