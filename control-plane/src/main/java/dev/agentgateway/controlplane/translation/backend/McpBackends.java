package dev.agentgateway.controlplane.translation.backend;

import dev.agentgateway.api.v1alpha1.AgentgatewayBackend;
import dev.agentgateway.api.v1alpha1.McpBackend;
import dev.agentgateway.api.v1alpha1.McpBackend.FailureMode;
import dev.agentgateway.api.v1alpha1.McpBackend.Protocol;
import dev.agentgateway.api.v1alpha1.McpBackend.SessionRouting;
import dev.agentgateway.api.v1alpha1.McpBackend.StaticTarget;
import dev.agentgateway.controlplane.ir.ProtocolIr.PrefixMode;
import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.translation.backend.ServicePorts.Lookup;
import dev.agentgateway.controlplane.translation.backend.Speech.McpServer;
import dev.agentgateway.controlplane.translation.reference.Labels;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** AgentgatewayBackends with {@code spec.mcp}. */
final class McpBackends {

  private final DesiredState state;
  private final ServicePorts services;
  private final SettingsLookup lookup;

  McpBackends(DesiredState state, ServicePorts services, SettingsLookup lookup) {
    this.state = state;
    this.services = services;
    this.lookup = lookup;
  }

  /** The backend; what is missing is told without its name. */
  Outcome resolve(AgentgatewayBackend backend, McpBackend mcp) {
    Reading reading = new Reading(backend);
    mcp.targets().forEach(reading::add);
    boolean failOpen = mcp.failureMode() == FailureMode.FailOpen;
    if (!failOpen && !reading.faults.isEmpty()) {
      return Outcome.of(reading.faults.getFirst());
    }
    if (reading.servers.isEmpty()) {
      return Outcome.of(
          reading.faults.isEmpty()
              ? new Resolution.Missing(
                  "BackendNotFound", "spec.mcp.targets: no port of a Service is selected")
              : reading.faults.getFirst());
    }
    List<McpServer> servers = McpNames.distinct(reading.servers);
    List<String> notes = new ArrayList<>(reading.notes);
    reading.faults.forEach(fault -> notes.add(fault.message() + "; the others serve without it"));
    return new Outcome(
        new Resolution.Found(
            servers
                .getFirst()
                .target()
                .speaking(
                    new Speech.Mcp(
                        BackendObjects.id(backend),
                        servers,
                        prefixMode(mcp),
                        failOpen,
                        mcp.sessionRouting() == SessionRouting.Stateless))),
        notes);
  }

  private static PrefixMode prefixMode(McpBackend mcp) {
    return switch (mcp.prefixMode()) {
      case Always -> PrefixMode.ALWAYS;
      case Conditional -> PrefixMode.CONDITIONAL;
      case Never -> PrefixMode.NEVER;
    };
  }

  /** Reads the targets of one backend. */
  private final class Reading {

    private final AgentgatewayBackend backend;
    private final List<McpNames.Candidate> servers = new ArrayList<>();
    private final List<Resolution.Missing> faults = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    Reading(AgentgatewayBackend backend) {
      this.backend = backend;
    }

    void add(McpBackend.Target target) {
      StaticTarget server = target.staticTarget();
      if (server != null) {
        one(target, server);
      } else if (target.selector() != null) {
        selected(target.selector());
      } else {
        fault(target.name(), "UnsupportedValue", "sets neither static nor selector");
      }
    }

    private void one(McpBackend.Target target, StaticTarget server) {
      if (server.protocol() == Protocol.SSE) {
        fault(target.name(), "UnsupportedProtocol", "protocol SSE is not supported yet");
        return;
      }
      BackendSettings settings = lookup.ofMcpTarget(backend, target);
      Optional<String> path = Optional.ofNullable(server.path());
      if (server.backendRef() != null) {
        switch (services.find(
            namespace(), server.backendRef().name(), Optional.of(server.port()))) {
          case Lookup.Missing(String reason, String message) ->
              fault(target.name(), reason, message);
          case Lookup.Found port ->
              take(target.name(), namespace(), port(target.name(), port, settings), path);
        }
      } else {
        take(
            target.name(),
            namespace(),
            Targets.ofAgentHost(
                BackendObjects.suffix(backend) + "/" + target.name(),
                BackendObjects.path(backend),
                Objects.requireNonNullElse(server.host(), ""),
                server.port(),
                settings),
            path);
      }
    }

    private void selected(McpBackend.Selector selector) {
      for (Service service : state.all(Service.class)) {
        String namespace = service.getMetadata().getNamespace();
        boolean inside =
            selector.namespaces() == null
                ? namespace.equals(namespace())
                : Labels.match(selector.namespaces(), state.namespaceLabels(namespace));
        if (inside && Labels.match(selector.services(), service.getMetadata().getLabels())) {
          ServicePorts.ports(service).forEach(port -> discovered(service, port));
        }
      }
    }

    private void discovered(Service service, ServicePort port) {
      boolean sse = AppProtocols.isMcpSse(port.getAppProtocol());
      if ((!sse && !AppProtocols.isMcp(port.getAppProtocol()))
          || !(ServicePorts.usable(service, port) instanceof Lookup.Found found)) {
        return;
      }
      if (sse) {
        notes.add(
            ServicePorts.unspoken(found, "appProtocol " + port.getAppProtocol()).message()
                + " and is left out");
        return;
      }
      String suffix = found.name().isEmpty() ? "" + found.number() : found.name();
      String name =
          AppProtocols.mcpTargetName(service)
              .orElse(service.getMetadata().getName() + "-" + suffix);
      take(
          name,
          service.getMetadata().getNamespace(),
          port(
              service.getMetadata().getNamespace()
                  + "."
                  + service.getMetadata().getName()
                  + "."
                  + found.number(),
              found,
              lookup.ofBackend(backend)),
          AppProtocols.mcpPath(service));
    }

    private Resolution port(String cluster, Lookup.Found port, BackendSettings settings) {
      return Targets.ofPort(
          BackendObjects.suffix(backend) + "/" + cluster,
          BackendObjects.path(backend),
          port,
          settings.orElse(lookup.ofService(port.service(), port.number(), port.name())),
          false);
    }

    private void take(String name, String namespace, Resolution found, Optional<String> path) {
      switch (found) {
        case Resolution.Missing(String reason, String message) -> fault(name, reason, message);
        case Resolution.Found(BackendTarget target) ->
            servers.add(new McpNames.Candidate(namespace, new McpServer(name, target, path)));
      }
    }

    private void fault(String target, String reason, String message) {
      faults.add(new Resolution.Missing(reason, "MCP target " + target + ": " + message));
    }

    private String namespace() {
      return backend.getMetadata().getNamespace();
    }
  }
}
