package dev.agentgateway.dataplane.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.api.v1.ExplainRequest;
import dev.agentgateway.api.v1.SpanLedger;
import dev.agentgateway.dataplane.config.ListenerConfig;
import dev.agentgateway.dataplane.exchange.ChosenRoute;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.report.Explainer;
import dev.agentgateway.dataplane.runtime.Served;
import dev.agentgateway.dataplane.runtime.ServedPort;
import dev.agentgateway.dataplane.xds.ResourceType;
import dev.agentgateway.dataplane.xds.XdsStatus;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Explains requests by asking the router and the sampler that serve real ones.
 *
 * <p>Threading: any thread; reads one state of the configuration per answer.
 */
public final class LiveExplainer implements Explainer {
  private static final int A_CLIENT_PORT = 40_000;

  private final Supplier<Served> served;
  private final Supplier<XdsStatus> xds;
  private final TracingExplanation tracing;

  public LiveExplainer(
      Supplier<Served> served,
      Supplier<XdsStatus> xds,
      Sampling sampling,
      Evaluation evaluation,
      Supplier<SpanLedger> ledger) {
    this.served = served;
    this.xds = xds;
    this.tracing = new TracingExplanation(sampling, new ExpressionResults(evaluation), ledger);
  }

  @Override
  public String explainJson(ExplainRequest request) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    Question question;
    try {
      question = Question.of(request);
    } catch (IllegalArgumentException e) {
      return answer.put("error", e.getMessage()).toString();
    }
    answer
        .putObject("request")
        .put("method", question.method())
        .put("host", question.authority())
        .put("target", question.target());
    Served now = served.get();
    List<ServedPort> there =
        now.ports().values().stream().filter(each -> listensOn(each, question.port())).toList();
    Optional<ServedPort> port = ListenerChoice.of(there, question.serverName());
    if (port.isEmpty()) {
      answer.put("outcome", ListenerChoice.whyNone(there, question));
      describePorts(answer.putArray("ports"), now);
    } else {
      explain(answer, question, port.get(), now);
    }
    describeXds(answer.putObject("xds"), port.map(each -> each.port().config()).orElse(null));
    return answer.toString();
  }

  private void explain(ObjectNode answer, Question question, ServedPort port, Served now) {
    ListenerConfig listener = port.port().config();
    Exchange exchange = exchange(question, listener);
    ChosenRoute chosen = port.router().route(exchange.request());
    if (chosen != null) {
      exchange.setRoute(chosen);
    }
    String owner = port.router().gatewayListener(question.authority());
    answer
        .putObject("listener")
        .put("name", listener.name())
        .put("gateway", listener.policies().gateway())
        .put("port", question.port())
        .put("gatewayListener", chosen != null ? chosen.gatewayListener() : owner)
        .put("version", listener.version());
    new RouteExplanation(now.config()).describe(answer, exchange, chosen, owner);
    answer.set("tracing", tracing.describe(exchange));
  }

  private static Exchange exchange(Question question, ListenerConfig listener) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    Exchange exchange =
        new Exchange(
            new InetSocketAddress(loopback, A_CLIENT_PORT),
            new InetSocketAddress(loopback, question.port()),
            listener);
    question.writeTo(exchange.request());
    long now = System.currentTimeMillis() * 1_000_000;
    exchange.begin(now, System.nanoTime());
    return exchange;
  }

  private static boolean listensOn(ServedPort port, int number) {
    return port.port().config().addresses().stream()
        .anyMatch(address -> address.getPort() == number);
  }

  private static void describePorts(ArrayNode ports, Served now) {
    now.ports().values().stream()
        .flatMap(port -> port.port().config().addresses().stream())
        .mapToInt(InetSocketAddress::getPort)
        .sorted()
        .distinct()
        .forEach(ports::add);
  }

  private void describeXds(ObjectNode object, @Nullable ListenerConfig listener) {
    XdsStatus status = xds.get();
    object
        .put("controlPlane", status.connection().controlPlane())
        .put("state", status.connection().state().name().toLowerCase(Locale.ROOT))
        .put("stale", status.stale());
    if (listener != null) {
      object.put("listenerVersion", listener.version());
    }
    ObjectNode rejected = object.putObject("rejected");
    for (ResourceType type : ResourceType.values()) {
      XdsStatus.TypeStatus resources = status.types().get(type);
      if (resources != null) {
        resources.rejected().forEach((name, refusal) -> rejected.put(name, refusal.reason()));
      }
    }
  }
}
