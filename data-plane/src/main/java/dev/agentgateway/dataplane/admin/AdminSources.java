package dev.agentgateway.dataplane.admin;

import dev.agentgateway.api.v1.SpanLedger;
import dev.agentgateway.dataplane.config.ProxyConfig;
import dev.agentgateway.dataplane.listener.ListenerStats;
import dev.agentgateway.dataplane.upstream.ClusterStats;
import dev.agentgateway.dataplane.xds.XdsStatus;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the admin pages show. Suppliers never block and may be called from any thread.
 *
 * @param config what is served
 * @param xds what was accepted and refused
 * @param listeners downstream load
 * @param clusters upstream load
 * @param ledger counts of spans
 * @param metrics all metrics, in OpenMetrics where asked for, else in Prometheus text format
 * @param readiness whether requests should be sent here
 */
public record AdminSources(
    Supplier<ProxyConfig> config,
    Supplier<XdsStatus> xds,
    Supplier<List<ListenerStats>> listeners,
    Supplier<List<ClusterStats>> clusters,
    Supplier<SpanLedger> ledger,
    Function<Boolean, String> metrics,
    Supplier<Readiness> readiness) {}
