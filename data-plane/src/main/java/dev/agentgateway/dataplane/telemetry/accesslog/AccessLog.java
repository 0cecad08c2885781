package dev.agentgateway.dataplane.telemetry.accesslog;

import dev.agentgateway.dataplane.telemetry.metrics.MetricSource;
import dev.agentgateway.dataplane.telemetry.metrics.PrometheusText;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** The access log of the proxy: lines of all event loops on one console. */
public final class AccessLog implements MetricSource, AutoCloseable {
  private final boolean isJson;
  private final LineQueue lines;
  private final LongAdder expressionErrors;

  /**
   * @param isJson whether a line is a JSON object
   * @param console where lines go, without their last line break; may block
   * @param expressionErrors counts expressions that failed
   */
  public AccessLog(boolean isJson, Consumer<String> console, LongAdder expressionErrors) {
    this.isJson = isJson;
    this.lines = new LineQueue(console);
    this.expressionErrors = expressionErrors;
  }

  /** Starts the thread that writes. */
  public void start() {
    lines.start();
  }

  /** Makes the lines of one event loop. */
  public LoopAccessLog newLoop() {
    return new LoopAccessLog(new LineBuilder(isJson), lines, expressionErrors);
  }

  @Override
  public void write(PrometheusText out) {
    out.family(
        "agentgateway_access_log_lines_total",
        PrometheusText.Type.COUNTER,
        "Lines of access logs by what came of them.");
    out.sample(PrometheusText.label("result", "written"), lines.written());
    out.sample(PrometheusText.label("result", "lost"), lines.lost());
  }

  /** Writes what waits, for at most two seconds. */
  @Override
  public void close() {
    lines.close();
  }
}
