package dev.agentgateway.controlplane.report;

import dev.agentgateway.api.v1.ProxyNode;
import dev.agentgateway.api.v1.ProxyState;
import dev.agentgateway.api.v1.ReportRequest;
import io.grpc.stub.StreamObserver;
import java.time.Instant;

/** The open report stream of a proxy. Its fields are guarded by the registry's lock. */
final class ProxyLink {
  private final ProxyNode node;
  private final StreamObserver<ReportRequest> requests;
  private ProxyState state = ProxyState.getDefaultInstance();
  private Instant reportedAt;

  ProxyLink(ProxyNode node, StreamObserver<ReportRequest> requests, Instant now) {
    this.node = node;
    this.requests = requests;
    this.reportedAt = now;
  }

  ProxyNode node() {
    return node;
  }

  ProxyState state() {
    return state;
  }

  Instant reportedAt() {
    return reportedAt;
  }

  void state(ProxyState reported, Instant now) {
    state = reported;
    reportedAt = now;
  }

  /** Asks the proxy; a stream that has just ended takes nothing. */
  void send(ReportRequest request) {
    // A stream observer takes one call at a time, and requests come from several threads.
    synchronized (requests) {
      requests.onNext(request);
    }
  }
}
