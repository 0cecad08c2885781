package dev.agentgateway.quickstart.agent;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * An agent that plans trips: each run asks the model, calls the tool that the model wants, tells
 * the model what the tool said, and hands a part to another agent. A run is one trace: a root span
 * of the agent's own, and below it what the gateway saw.
 *
 * <p>Of seven runs one meets a failing tool, one a slow model, and one sends no trace context.
 */
public final class SampleAgent implements AutoCloseable {
  private static final AttributeKey<String> OPERATION =
      AttributeKey.stringKey("gen_ai.operation.name");
  private static final AttributeKey<String> AGENT = AttributeKey.stringKey("gen_ai.agent.name");
  private static final String NAME = "trip-planner";

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private final URI gateway;
  private final AgentClient client;
  private final SdkTracerProvider tracing;
  private final Tracer tracer;
  private final Duration between;

  /** How a run differs from the usual one. */
  enum Variant {
    USUAL,
    FAILING_TOOL,
    SLOW_MODEL,
    NO_CONTEXT;

    static Variant of(int run) {
      return switch (run % 7) {
        case 2 -> FAILING_TOOL;
        case 4 -> SLOW_MODEL;
        case 6 -> NO_CONTEXT;
        default -> USUAL;
      };
    }
  }

  /**
   * @param gateway base URL of the gateway, with its port
   * @param collector OTLP/gRPC endpoint for the agent's own spans
   * @param between pause between runs
   */
  public SampleAgent(URI gateway, URI collector, Duration between) {
    this.gateway = gateway;
    this.client = new AgentClient(gateway);
    this.between = between;
    this.tracing =
        SdkTracerProvider.builder()
            .setResource(
                Resource.getDefault().toBuilder().put("service.name", "sample-agent").build())
            .addSpanProcessor(
                BatchSpanProcessor.builder(
                        OtlpGrpcSpanExporter.builder().setEndpoint(collector.toString()).build())
                    .setScheduleDelay(Duration.ofMillis(200))
                    .build())
            .build();
    this.tracer = tracing.get("dev.agentgateway.quickstart.agent");
  }

  /** Waits until the gateway takes connections, for a minute at most. */
  public void awaitGateway() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
      try (Socket _ = new Socket(gateway.getHost(), gateway.getPort())) {
        return;
      } catch (IOException e) {
        LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      }
    }
  }

  /**
   * Runs again and again.
   *
   * @param runs how often; 0: until the thread is interrupted
   */
  public void run(int runs) {
    for (int run = 0; (runs == 0 || run < runs) && !Thread.currentThread().isInterrupted(); run++) {
      runOnce(run, Variant.of(run));
      LockSupport.parkNanos(between.toNanos());
    }
  }

  private void runOnce(int run, Variant variant) {
    if (variant == Variant.NO_CONTEXT) {
      report(run, variant, "", attempt(variant, ""));
      return;
    }
    Span root =
        tracer
            .spanBuilder("invoke_agent " + NAME)
            .setSpanKind(SpanKind.INTERNAL)
            .setNoParent()
            .setAttribute(OPERATION, "invoke_agent")
            .setAttribute(AGENT, NAME)
            .startSpan();
    String context =
        "00-%s-%s-01"
            .formatted(root.getSpanContext().getTraceId(), root.getSpanContext().getSpanId());
    String outcome = attempt(variant, context);
    if (!outcome.equals("done")) {
      root.setStatus(StatusCode.ERROR, outcome);
    }
    root.end();
    report(run, variant, root.getSpanContext().getTraceId(), outcome);
  }

  private static void report(int run, Variant variant, String traceId, String outcome) {
    System.out.printf("run %d (%s) %s %s%n", run, variant, traceId, outcome);
  }

  private String attempt(Variant variant, String context) {
    try {
      AgentClient.Session session = client.open(context);
      String model = variant == Variant.SLOW_MODEL ? "sample-slow" : "sample-large";
      String tool = variant == Variant.FAILING_TOOL ? "broken_tool" : "get_weather";
      client.chat(session, model, "Plan a day in Zurich, use " + tool + ".", true);
      String said = client.callTool(session, tool);
      client.chat(session, model, "The tool says: " + said, false);
      client.delegate(session, "Book a table in Zurich.");
      client.close(session);
      return "done";
    } catch (IOException e) {
      return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  @Override
  public void close() {
    tracing.close();
  }
}
