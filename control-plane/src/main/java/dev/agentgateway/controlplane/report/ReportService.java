package dev.agentgateway.controlplane.report;

import dev.agentgateway.api.v1.ProxyReport;
import dev.agentgateway.api.v1.ReportRequest;
import dev.agentgateway.api.v1.ReportServiceGrpc;
import dev.agentgateway.controlplane.trust.Admission;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
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
    private final Admission admission = Admission.of(Context.current());
    private @Nullable ProxyLink link;
    private boolean isRefused;

    Reports(ReportRegistry registry, ServerCallStreamObserver<ReportRequest> requests) {
      this.registry = registry;
      this.requests = requests;
    }

    @Override
    public void onNext(ProxyReport report) {
      ProxyLink known = link;
      if (isRefused) {
        return;
      }
      if (known == null) {
        Optional<Status> refusal = refusal(report);
        if (refusal.isPresent()) {
          isRefused = true;
          requests.onError(refusal.get().asRuntimeException());
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

    private Optional<Status> refusal(ProxyReport report) {
      return report.hasNode()
          ? admission.refusal("node.gateways", report.getNode().getGatewaysList())
          : Optional.of(
              Status.INVALID_ARGUMENT.withDescription(
                  "node: none (expected: the proxy's, on the first report)"));
    }

    @Override
    public void onError(Throwable cancelled) {
      end();
    }

    @Override
    public void onCompleted() {
      end();
      if (!isRefused) {
        requests.onCompleted();
      }
    }

    private void end() {
      ProxyLink known = link;
      if (known != null) {
        registry.disconnect(known);
      }
    }
  }
}
