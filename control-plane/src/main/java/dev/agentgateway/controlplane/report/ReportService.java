package dev.agentgateway.controlplane.report;

import dev.agentgateway.api.v1.ProxyReport;
import dev.agentgateway.api.v1.ReportRequest;
import dev.agentgateway.api.v1.ReportServiceGrpc;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

/** The stream on which proxies report. */
public final class ReportService extends ReportServiceGrpc.ReportServiceImplBase {
  private final ReportRegistry registry;

  /** A service that writes to a registry. */
  public ReportService(ReportRegistry registry) {
    this.registry = registry;
  }

  @Override
  public StreamObserver<ProxyReport> report(StreamObserver<ReportRequest> requests) {
    Reports reports = new Reports(registry, (ServerCallStreamObserver<ReportRequest>) requests);
    reports.requests.setOnCancelHandler(reports::end);
    return reports;
  }

  private static final class Reports implements StreamObserver<ProxyReport> {
    private final ReportRegistry registry;
    private final ServerCallStreamObserver<ReportRequest> requests;
    private @Nullable ProxyLink link;

    Reports(ReportRegistry registry, ServerCallStreamObserver<ReportRequest> requests) {
      this.registry = registry;
      this.requests = requests;
    }

    @Override
    public void onNext(ProxyReport report) {
      ProxyLink known = link;
      if (known == null) {
        if (!report.hasNode()) {
          requests.onError(
              Status.INVALID_ARGUMENT
                  .withDescription("node: none (expected: the proxy's, on the first report)")
                  .asRuntimeException());
          return;
        }
        known = registry.connect(report.getNode(), requests);
        link = known;
      }
      if (report.hasState()) {
        registry.onState(known, report.getState());
      }
      if (!report.getSpans().isEmpty()) {
        registry.onSpans(known, report.getSpans());
      }
      if (report.hasExplanation()) {
        registry.onExplanation(report.getExplanation());
      }
    }

    @Override
    public void onError(Throwable cancelled) {
      end();
    }

    @Override
    public void onCompleted() {
      end();
      requests.onCompleted();
    }

    private void end() {
      ProxyLink known = link;
      if (known != null) {
        registry.disconnect(known);
      }
    }
  }
}
