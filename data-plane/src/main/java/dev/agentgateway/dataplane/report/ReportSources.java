package dev.agentgateway.dataplane.report;

import dev.agentgateway.api.v1.OpenStream;
import dev.agentgateway.api.v1.ProxyLoad;
import dev.agentgateway.api.v1.SamplingCount;
import dev.agentgateway.api.v1.SpanLedger;
import dev.agentgateway.dataplane.xds.XdsStatus;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Where reports take what they tell. Suppliers are called from the report thread and never block.
 *
 * @param ledger counts of spans since the start
 * @param load requests and connections
 * @param sampling requests by why they were traced or not, since the start
 * @param streams responses under way
 * @param xds accepted and rejected resources
 * @param draining whether the proxy is stopping
 * @param spans finished traces while watched
 * @param explainer answers explain requests
 */
public record ReportSources(
    Supplier<SpanLedger> ledger,
    Supplier<ProxyLoad> load,
    Supplier<List<SamplingCount>> sampling,
    Supplier<Streams> streams,
    Supplier<XdsStatus> xds,
    BooleanSupplier draining,
    SpanTap spans,
    Explainer explainer) {

  /**
   * Responses under way.
   *
   * @param total how many there are
   * @param oldest the oldest of them, oldest first
   */
  public record Streams(long total, List<OpenStream> oldest) {
    public Streams {
      oldest = List.copyOf(oldest);
    }
  }
}
