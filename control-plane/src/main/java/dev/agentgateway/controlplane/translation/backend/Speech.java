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
   * Models of which any answers.
   *
   * @param groups the most wanted first; none is empty
   */
  record LlmGroups(List<List<LlmProvider>> groups) implements Speech {
    public LlmGroups {
      groups = groups.stream().map(List::copyOf).toList();
    }

    @Override
    public ProtocolIr ir(String gatewayId) {
      return new ProtocolIr.LlmGroups(
          groups.stream()
              .map(group -> group.stream().map(each -> each.ir(gatewayId)).toList())
              .toList());
    }
  }

  /**
   * One of several.
   *
   * @param name unique within its group
   */
  record LlmProvider(String name, BackendTarget target, ProtocolIr.Llm llm) {
    ProtocolIr.LlmProviderIr ir(String gatewayId) {
      return new ProtocolIr.LlmProviderIr(
          name,
          target.clusterName(gatewayId),
          llm,
          target.credential().map(each -> each.ir(gatewayId)));
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
