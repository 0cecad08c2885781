package dev.agentgateway.dataplane.telemetry.accesslog;

import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.telemetry.cel.CelValues;
import dev.agentgateway.dataplane.telemetry.cel.Expression;
import dev.agentgateway.dataplane.telemetry.cel.RequestVariables;
import dev.agentgateway.dataplane.telemetry.sampling.TraceParent;
import dev.cel.runtime.CelEvaluationException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Makes the lines of one event loop. Confined to it. */
public final class LoopAccessLog {
  private final LineBuilder line;
  private final LineQueue lines;
  private final LongAdder expressionErrors;

  LoopAccessLog(LineBuilder line, LineQueue lines, LongAdder expressionErrors) {
    this.line = line;
    this.lines = lines;
    this.expressionErrors = expressionErrors;
  }

  /**
   * Logs a request that ended, where the policy's filter keeps it.
   *
   * @param server its SERVER span; null: none
   * @param endEpochNanos Unix time of its end
   */
  public void ended(
      AccessLogPolicy policy, Exchange exchange, @Nullable TraceParent server, long endEpochNanos) {
    RequestVariables variables = new RequestVariables(exchange, policy.env(), endEpochNanos);
    Expression filter = policy.filter();
    if (filter != null && evaluate(filter, variables) instanceof Boolean kept && !kept) {
      return;
    }
    List<AccessLogPolicy.Added> added = policy.added();
    @Nullable Object[] values = new Object[added.size()];
    Set<String> hidden = policy.removed();
    if (!added.isEmpty()) {
      hidden = new HashSet<>(hidden);
      for (int i = 0; i < values.length; i++) {
        Object value = evaluate(added.get(i).expression(), variables);
        if (!CelValues.isNull(value)) {
          values[i] = value;
          hidden.add(added.get(i).name());
        }
      }
    }
    line.begin(endEpochNanos, hidden);
    AccessLogFields.write(line, exchange, server, endEpochNanos);
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (value != null) {
        try {
          line.value(added.get(i).name(), value);
        } catch (RuntimeException _) {
          expressionErrors.increment();
        }
      }
    }
    lines.offer(line.end());
  }

  private @Nullable Object evaluate(Expression expression, RequestVariables variables) {
    try {
      return expression.evaluate(variables);
    } catch (CelEvaluationException | RuntimeException _) {
      expressionErrors.increment();
      return null;
    }
  }
}
