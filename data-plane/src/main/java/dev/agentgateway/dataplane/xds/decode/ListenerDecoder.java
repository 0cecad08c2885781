package dev.agentgateway.dataplane.xds.decode;

import dev.agentgateway.dataplane.config.ListenerConfig;
import dev.agentgateway.dataplane.config.TracingConfig;
import dev.agentgateway.dataplane.config.TracingConfig.Collector;
import dev.agentgateway.dataplane.config.TracingConfig.ExportHeader;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Listener to {@link ListenerResource}. A chain that asks for TLS is refused, since the proxy would
 * serve it in plaintext.
 */
final class ListenerDecoder {

  private static final Set<String> UNDERSTOOD =
      Set.of(
          "name",
          "address",
          "additional_addresses",
          "filter_chains",
          "default_filter_chain",
          "stat_prefix",
          "enable_reuse_port",
          "traffic_direction",
          "api_listener");

  private final Findings findings;

  ListenerDecoder(Findings findings) {
    this.findings = findings;
  }

  @Nullable ListenerResource decode(Listener listener, String version) {
    findings.ignoreAllBut(listener, UNDERSTOOD);
    if (listener.hasApiListener()) {
      findings.problem("api_listener", "of a gRPC client (expected: address and filter_chains)");
      return null;
    }
    List<InetSocketAddress> addresses = addresses(listener);
    HttpConnectionManagerDecoder.Decoded manager = connectionManager(listener, version);
    if (addresses.isEmpty() || manager == null) {
      return null;
    }
    ListenerConfig config =
        new ListenerConfig(
            listener.getName(),
            addresses,
            manager.routeTable(),
            manager.http(),
            manager.policies(),
            version);
    return new ListenerResource(config, manager.inline(), secrets(config));
  }

  private List<InetSocketAddress> addresses(Listener listener) {
    List<InetSocketAddress> addresses = new ArrayList<>();
    addAddress("address", listener.getAddress(), addresses);
    for (int i = 0; i < listener.getAdditionalAddressesCount(); i++) {
      Address address = listener.getAdditionalAddresses(i).getAddress();
      addAddress("additional_addresses[" + i + "].address", address, addresses);
    }
    return addresses;
  }

  private void addAddress(String field, Address address, List<InetSocketAddress> addresses) {
    try (Findings.Scope _ = findings.at(field)) {
      InetSocketAddress socket = ProtoValues.ipAddress(address, 0, findings);
      if (socket != null) {
        addresses.add(socket);
      }
    }
  }

  private HttpConnectionManagerDecoder.@Nullable Decoded connectionManager(
      Listener listener, String version) {
    List<FilterChain> chains = listener.getFilterChainsList();
    if (chains.isEmpty() && listener.hasDefaultFilterChain()) {
      chains = List.of(listener.getDefaultFilterChain());
    } else if (listener.hasDefaultFilterChain()) {
      findings.problem("default_filter_chain", "beside filter_chains (expected: one chain)");
    }
    if (chains.size() != 1) {
      findings.problem("filter_chains", chains.size() + " (expected: 1)");
      return null;
    }
    FilterChain chain = chains.getFirst();
    try (Findings.Scope _ = findings.at("filter_chains", 0)) {
      findings.ignoreAllBut(
          chain, Set.of("filter_chain_match", "filters", "transport_socket", "name", "metadata"));
      if (chain.hasTransportSocket()) {
        findings.problem(
            "transport_socket", chain.getTransportSocket().getName() + " (expected: none)");
      }
      if (!chain.getFilterChainMatch().equals(FilterChainMatch.getDefaultInstance())) {
        findings.problem("filter_chain_match", "not supported (expected: none)");
      }
      if (chain.getFiltersCount() != 1
          || !chain.getFilters(0).getTypedConfig().is(HttpConnectionManager.class)) {
        List<String> names = chain.getFiltersList().stream().map(Filter::getName).toList();
        findings.problem("filters", names + " (expected: one HTTP connection manager)");
        return null;
      }
      try (Findings.Scope _ = findings.at("http_connection_manager")) {
        HttpConnectionManager manager =
            ProtoValues.unpack(
                chain.getFilters(0).getTypedConfig(),
                HttpConnectionManager.class,
                "typed_config",
                findings);
        return manager == null
            ? null
            : new HttpConnectionManagerDecoder(findings)
                .decode(manager, listener.getName(), version);
      }
    }
  }

  private static Set<String> secrets(ListenerConfig listener) {
    Set<String> secrets = new HashSet<>();
    for (TracingConfig tracing : listener.policies().tracingByListener().values()) {
      if (tracing.collector() instanceof Collector.Otlp otlp) {
        for (ExportHeader header : otlp.headers()) {
          secrets.add(header.secret());
        }
      }
    }
    return secrets;
  }
}
