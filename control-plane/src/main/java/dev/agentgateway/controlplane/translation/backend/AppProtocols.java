package dev.agentgateway.controlplane.translation.backend;

import dev.agentgateway.controlplane.ir.ProtocolIr;
import dev.agentgateway.controlplane.ir.ProtocolIr.CallsIr;
import dev.agentgateway.controlplane.ir.ProtocolIr.PrefixMode;
import dev.agentgateway.controlplane.ir.ProtocolIr.ProviderIr;
import dev.agentgateway.controlplane.translation.backend.ServicePorts.Lookup;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the {@code appProtocol} of a Service's port says about agents. */
final class AppProtocols {

  /** MCP over the transport of 2024-11-05, which is not built. */
  static final Set<String> MCP_SSE = Set.of("agentgateway.dev/mcp-sse", "kgateway.dev/mcp-sse");

  private static final Set<String> MCP = Set.of("agentgateway.dev/mcp", "kgateway.dev/mcp");
  private static final Set<String> A2A = Set.of("agentgateway.dev/a2a", "kgateway.dev/a2a");
  private static final String LLM = "agentgateway.dev/llm";

  private static final String MCP_PATH = "agentgateway.dev/mcp-path";
  private static final String MCP_TARGET_NAME = "agentgateway.dev/mcp-target-name";

  private AppProtocols() {}

  static boolean isMcp(@Nullable String appProtocol) {
    return appProtocol != null && MCP.contains(appProtocol);
  }

  static boolean isMcpSse(@Nullable String appProtocol) {
    return appProtocol != null && MCP_SSE.contains(appProtocol);
  }

  /**
   * The port's target, speaking what the port says.
   *
   * @param calls what policies for the port say of calls of models
   */
  static BackendTarget speaking(Lookup.Found port, BackendTarget target, CallsIr calls) {
    if (port.appProtocol().equals(LLM)) {
      return target.speaking(new Speech.Alone(llm(calls)));
    }
    if (A2A.contains(port.appProtocol())) {
      return target.speaking(new Speech.Alone(new ProtocolIr.A2a(Optional.empty())));
    }
    if (isMcp(port.appProtocol())) {
      String name = port.service().getMetadata().getName();
      return target.speaking(
          new Speech.Mcp(
              port.id() + ":" + port.number(),
              List.of(new Speech.McpServer(name, target, mcpPath(port.service()))),
              PrefixMode.CONDITIONAL,
              false,
              false));
    }
    return target;
  }

  /** Where a Service takes MCP; empty: {@code /mcp}. */
  static Optional<String> mcpPath(Service service) {
    return annotation(service, MCP_PATH);
  }

  /** What a Service's MCP server is called; empty: not said. */
  static Optional<String> mcpTargetName(Service service) {
    return annotation(service, MCP_TARGET_NAME);
  }

  private static Optional<String> annotation(Service service, String key) {
    Map<String, String> annotations = service.getMetadata().getAnnotations();
    return annotations == null
        ? Optional.empty()
        : Optional.ofNullable(annotations.get(key)).filter(text -> !text.isEmpty());
  }

  private static ProtocolIr.Llm llm(CallsIr attached) {
    return new ProtocolIr.Llm(
        ProviderIr.CUSTOM,
        Optional.empty(),
        CallsIr.NONE,
        attached,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        true,
        Optional.empty());
  }
}
