package dev.agentgateway.dataplane.xds.decode;

import dev.agentgateway.dataplane.config.ListenerConfig;
import dev.agentgateway.dataplane.config.ServerTlsConfig;
import dev.agentgateway.dataplane.config.TracingConfig;
import dev.agentgateway.dataplane.config.TracingConfig.Collector;
import dev.agentgateway.dataplane.config.TracingConfig.ExportHeader;
import dev.agentgateway.dataplane.xds.decode.ListenerResource.Chain;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Listener to {@link ListenerResource}. */
final class ListenerDecoder {

  private static final Set<String> UNDERSTOOD =
      Set.of(
          "name",
          "address",
          "additional_addresses",
          "filter_chains",
          "listener_filters",
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
    for (ListenerFilter filter : listener.getListenerFiltersList()) {
      if (!filter.getTypedConfig().is(TlsInspector.class)) {
        findings.ignored("listener_filters[" + filter.getName() + "]");
      }
    }
    List<InetSocketAddress> addresses = addresses(listener);
    List<FilterChain> written = new ArrayList<>(listener.getFilterChainsList());
    if (listener.hasDefaultFilterChain()) {
      written.add(listener.getDefaultFilterChain());
    }
    if (written.isEmpty()) {
      findings.problem("filter_chains", "none (expected: at least one)");
    }
    List<Chain> chains = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      boolean isDefault = i == listener.getFilterChainsCount();
      try (Findings.Scope _ =
          isDefault ? findings.at("default_filter_chain") : findings.at("filter_chains", i)) {
        String name = written.get(i).getName();
        Chain chain =
            chain(
                listener.getName(),
                addresses,
                written.get(i),
                name.isEmpty() ? String.valueOf(i) : name,
                version);
        if (chain != null) {
          chains.add(chain);
        }
      }
    }
    requireDistinct(chains);
    return addresses.isEmpty() || chains.size() < written.size() || chains.isEmpty()
        ? null
        : new ListenerResource(chains);
  }

  /** Several chains are told apart by the names that clients ask for, and by nothing else. */
  private void requireDistinct(List<Chain> chains) {
    Set<String> names = new HashSet<>();
    Set<String> serverNames = new HashSet<>();
    for (Chain chain : chains) {
      Optional<ServerTlsConfig> tls = chain.listener().tls();
      if (tls.isEmpty() && chains.size() > 1) {
        findings.problem("filter_chains", "one of several without TLS (expected: TLS in each)");
      }
      tls.map(ServerTlsConfig::chain)
          .filter(name -> !names.add(name))
          .ifPresent(name -> findings.problem("filter_chains", "two are named '" + name + "'"));
      tls.map(each -> each.serverNames().isEmpty() ? List.of("*") : each.serverNames())
          .orElse(List.of())
          .forEach(
              name -> {
                if (!serverNames.add(name)) {
                  findings.problem("filter_chains", "two are for '" + name + "' (expected: one)");
                }
              });
    }
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

  private @Nullable Chain chain(
      String listener,
      List<InetSocketAddress> addresses,
      FilterChain chain,
      String name,
      String version) {
    findings.ignoreAllBut(
        chain,
        Set.of(
            "filter_chain_match",
            "filters",
            "transport_socket",
            "transport_socket_connect_timeout",
            "name",
            "metadata"));
    Optional<ServerTlsConfig> tls = Optional.empty();
    if (chain.hasTransportSocket()) {
      tls = Optional.ofNullable(new DownstreamTlsDecoder(findings).decode(chain, name));
      if (tls.isEmpty()) {
        return null;
      }
    } else if (!chain.getFilterChainMatch().equals(FilterChainMatch.getDefaultInstance())) {
      findings.problem("filter_chain_match", "without TLS (expected: none)");
    }
    String key = tls.isEmpty() ? listener : listener + "#" + name;
    HttpConnectionManagerDecoder.Decoded manager = connectionManager(chain, key, version);
    if (manager == null || addresses.isEmpty()) {
      return null;
    }
    ListenerConfig config =
        new ListenerConfig(
            listener,
            addresses,
            manager.routeTable(),
            manager.http(),
            manager.policies(),
            version,
            tls);
    return new Chain(config, manager.inline(), secrets(config));
  }

  private HttpConnectionManagerDecoder.@Nullable Decoded connectionManager(
      FilterChain chain, String key, String version) {
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
          : new HttpConnectionManagerDecoder(findings).decode(manager, key, version);
    }
  }

  private static Set<String> secrets(ListenerConfig listener) {
    Set<String> secrets = new HashSet<>();
    listener.tls().ifPresent(tls -> secrets.addAll(tls.certificates()));
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
