package dev.agentgateway.controlplane;

import dev.agentgateway.controlplane.report.ExplainException;
import dev.agentgateway.controlplane.report.ExplainQuery;
import dev.agentgateway.controlplane.report.ReportRegistry;
import dev.agentgateway.controlplane.view.Explainer;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/** Passes questions on to a proxy that reports. */
final class LiveExplainer implements Explainer {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final ReportRegistry proxies;

  LiveExplainer(ReportRegistry proxies) {
    this.proxies = proxies;
  }

  @Override
  public Answer explain(Question question) throws InterruptedException {
    ExplainQuery query =
        new ExplainQuery(
            "",
            question.method(),
            question.url(),
            question.headers().stream()
                .map(header -> new ExplainQuery.Header(header.name(), header.value()))
                .toList());
    try {
      ReportRegistry.Explained explained = proxies.explain(query, TIMEOUT).get();
      return new Explained(explained.proxy(), explained.json());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ExplainException unanswered) {
        return new Unanswered(String.valueOf(unanswered.getMessage()));
      }
      throw new IllegalStateException(e);
    }
  }
}
