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
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * An agent that plans trips: each run asks the model, calls the tools that the model wants, tells
 * the model what they said, and hands a part to another agent. A run is one trace: a root span of
 * the agent's own, and below it what the gateway saw.
 *
 * <p>Of ten runs one each meets a failing tool, a slow model and an answer that is cut off, speaks
 * OpenAI's responses, speaks Anthropic's messages, and sends no trace context but the session
 * header of a coding agent.
 */
public final class SampleAgent implements AutoCloseable {
  private static final AttributeKey<String> OPERATION =
      AttributeKey.stringKey("gen_ai.operation.name");
  private static final AttributeKey<String> AGENT = AttributeKey.stringKey("gen_ai.agent.name");
  private static final String NAME = "trip-planner";

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private final URI address;
  private final Gateway gateway;
  private final SdkTracerProvider tracing;
  private final Tracer tracer;
  private final Duration between;

  /** How a run differs from the usual one. */
  enum Variant {
    USUAL,
    FAILING_TOOL,
    RESPONSES,
    SLOW_MODEL,
    MESSAGES,
    NO_CONTEXT,
    CUT_STREAM;

    static Variant of(int run) {
      return switch (run % 10) {
        case 2 -> FAILING_TOOL;
        case 3 -> RESPONSES;
        case 4 -> SLOW_MODEL;
        case 5 -> MESSAGES;
        case 6 -> NO_CONTEXT;
        case 8 -> CUT_STREAM;
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
    this.address = gateway;
    this.gateway = new Gateway(gateway);
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
      try (Socket _ = new Socket(address.getHost(), address.getPort())) {
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
    String session = UUID.randomUUID().toString();
    Gateway.Run run = new Gateway.Run(context, context.isEmpty() ? session : "");
    try {
      Tools tools = Tools.open(gateway, run);
      List<Tools.Tool> offered = tools.list();
      Model model = model(variant, run, session);
      List<String> said = new ArrayList<>();
      for (Model.Wanted wanted : model.ask(question(variant, offered), offered)) {
        said.add(tools.call(wanted.tool(), wanted.arguments()));
      }
      model.tell(said);
      new OtherAgent(gateway, run, session).delegate("Book a table in Zurich.");
      tools.close();
      return said.stream().filter(each -> each.startsWith("Error")).findFirst().orElse("done");
    } catch (IOException e) {
      return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  /** Names tools, for those are what the sample model wants called. */
  private static String question(Variant variant, List<Tools.Tool> offered) {
    StringBuilder question = new StringBuilder("Plan a day in Zurich");
    String first = variant == Variant.FAILING_TOOL ? "broken_tool" : "get_weather";
    for (String wanted : List.of(first, "find_places")) {
      Tools.find(offered, wanted).ifPresent(tool -> question.append(", use ").append(tool.name()));
    }
    return question.append('.').toString();
  }

  private Model model(Variant variant, Gateway.Run run, String session) {
    return switch (variant) {
      case RESPONSES -> new Model.Responses(gateway, run, "conv_" + session, new ArrayList<>());
      case MESSAGES -> new Model.Messages(gateway, run, session, Gateway.JSON.createArrayNode());
      case SLOW_MODEL -> new Model.Chat(gateway, run, "sample-slow", "");
      case CUT_STREAM -> new Model.Chat(gateway, run, "sample-large", "Go on. [[cut 5]]");
      case USUAL, FAILING_TOOL, NO_CONTEXT -> new Model.Chat(gateway, run, "sample-large", "");
    };
  }

  @Override
  public void close() {
    tracing.close();
  }
}
