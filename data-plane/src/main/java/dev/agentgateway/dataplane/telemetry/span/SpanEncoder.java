package dev.agentgateway.dataplane.telemetry.span;

import static dev.agentgateway.dataplane.telemetry.span.SpanWriter.number;
import static dev.agentgateway.dataplane.telemetry.span.SpanWriter.shows;
import static dev.agentgateway.dataplane.telemetry.span.SpanWriter.text;

import dev.agentgateway.dataplane.exchange.AgentCall;
import dev.agentgateway.dataplane.exchange.Attempt;
import dev.agentgateway.dataplane.exchange.ChosenRoute;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.HeaderName;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.exchange.RequestFailure;
import dev.agentgateway.dataplane.exchange.RequestHead;
import dev.agentgateway.dataplane.telemetry.cel.CelValues;
import dev.agentgateway.dataplane.telemetry.cel.Flattened;
import dev.agentgateway.dataplane.telemetry.runs.RunIndex.Place;
import dev.agentgateway.dataplane.telemetry.sampling.Sampler;
import dev.agentgateway.dataplane.telemetry.sampling.SamplingDecision;
import dev.agentgateway.dataplane.telemetry.sampling.SamplingReason;
import dev.agentgateway.dataplane.telemetry.sampling.TraceParent;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelVariableResolver;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the spans of one policy as OTLP Span messages, into one buffer that the next span
 * overwrites.
 *
 * <p>Threading: confined to one event loop.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/http/http-spans/">HTTP spans</a>
 */
public final class SpanEncoder {
  private static final HeaderName USER_AGENT = HeaderName.of("user-agent");
  private static final Map<String, byte[]> METHODS =
      Stream.of(
              "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH",
              "QUERY")
          .collect(
              Collectors.toUnmodifiableMap(
                  method -> method,
                  method -> SpanWriter.encoded(HttpAttributes.REQUEST_METHOD, method)));
  private static final String OTHER = "_OTHER";
  private static final byte[] OTHER_METHOD =
      SpanWriter.encoded(HttpAttributes.REQUEST_METHOD, OTHER);
  private static final byte[] HTTP_1_1 =
      SpanWriter.encoded(NetworkAttributes.PROTOCOL_VERSION, "1.1");
  private static final byte[] STATUS_200 =
      SpanWriter.encoded(HttpAttributes.RESPONSE_STATUS_CODE, 200);
  private static final Map<SamplingReason, byte[]> REASONS =
      Arrays.stream(SamplingReason.values())
          .collect(
              Collectors.toMap(
                  reason -> reason,
                  reason -> SpanWriter.encoded(GatewayAttributes.SAMPLING_REASON, reason.label()),
                  (one, other) -> other,
                  () -> new EnumMap<>(SamplingReason.class)));

  private final SpanShape shape;
  private final SpanProblems problems;
  private final long removed;
  private final SpanWriter writer;
  private final ProtoBuffer out;
  private final CallEncoder calls;
  private final SpanMemo routes = new SpanMemo();
  private final SpanMemo clients = new SpanMemo();
  private final SpanMemo endpoints = new SpanMemo();
  private final SpanMemo backends = new SpanMemo();
  private final SpanMemo targets = new SpanMemo();
  private final SpanMemo authorities = new SpanMemo();
  private final SpanMemo plainOrigins = new SpanMemo();
  private final SpanMemo secureOrigins = new SpanMemo();

  public SpanEncoder(SpanShape shape, SpanProblems problems) {
    this.shape = shape;
    this.problems = problems;
    this.removed = shape.removed().request();
    this.writer = new SpanWriter(shape.removed(), problems.truncated());
    this.out = writer.out();
    this.calls = new CallEncoder(writer);
  }

  /** The encoded span; {@link #size} bytes of it are valid until the next span. */
  public byte[] bytes() {
    return out.array();
  }

  /** Length of the encoded span. */
  public int size() {
    return out.size();
  }

  /**
   * Encodes the SERVER span.
   *
   * @param context the span itself
   * @param place where the request is in its run; null: in none that is known
   * @param variables for expressions of attributes
   */
  public void server(
      Exchange exchange,
      SamplingDecision decision,
      TraceParent context,
      @Nullable Place place,
      long endEpochNanos,
      CelVariableResolver variables) {
    TraceParent parent = decision.parent();
    writer.begin(
        SpanWriter.KIND_SERVER,
        context,
        parent == null ? 0 : parent.spanId(),
        parent != null,
        traceState(decision.traceState(), exchange),
        exchange.startEpochNanos(),
        endEpochNanos);

    long hidden = removed;
    String name = null;
    List<AddedAttribute> attributes = shape.added();
    for (int i = 0; i < attributes.size(); i++) {
      AddedAttribute added = attributes.get(i);
      Object value = evaluate(added, variables);
      if (value == null) {
        continue;
      }
      if (added.name().equals(AddedAttribute.SPAN_NAME)) {
        name = value instanceof String text ? text : name;
      } else {
        add(added, value);
        hidden |= added.replaces();
      }
    }
    ChosenRoute route = exchange.route();
    name(exchange.originalMethod(), route, name);
    writer.memoised(
        routes,
        route == null ? exchange.listener() : route,
        hidden,
        (to, hide) -> route(to, hide, exchange));
    writer.memoised(
        clients, exchange.source(), hidden, (to, hide) -> client(to, hide, exchange.source()));
    requestLine(exchange, hidden);
    Attempt attempt = exchange.attempt();
    if (attempt != null) {
      backend(attempt.backend(), hidden);
    }
    encoded(
        GatewayAttributes.SAMPLING_REASON,
        Objects.requireNonNull(REASONS.get(decision.reason())),
        hidden);
    if (place != null) {
      text(out, SessionAttributes.ID, place.run().sessionId(), hidden);
      if (exchange.calls().isEmpty()) {
        text(out, GatewayAttributes.RUN_JOIN_REASON, place.reason().label(), hidden);
      }
    }
    serverOutcome(exchange, hidden);
  }

  /** Encodes the span of a call of an agent protocol. */
  public void call(Exchange exchange, AgentCall call, OpenSpan span, long endEpochNanos) {
    calls.encode(exchange, call, span, traceState(span.traceState(), exchange), endEpochNanos);
  }

  /** Encodes the CLIENT span of an attempt. */
  public void client(Exchange exchange, Attempt attempt, OpenSpan span, long endEpochNanos) {
    writer.begin(
        SpanWriter.KIND_CLIENT,
        span.context(),
        span.parentSpanId(),
        false,
        traceState(span.traceState(), exchange),
        exchange.startEpochNanos() + attempt.startNanos() - exchange.startNanos(),
        endEpochNanos);
    RequestHead request = attempt.request();
    long hidden = removed;
    out.text(0x2a, shown(request.method()));
    method(request.method(), hidden);
    writer.memoised(
        endpoints,
        attempt.endpoint(),
        hidden,
        (to, hide) -> endpoint(to, hide, attempt.endpoint()));
    backend(attempt.backend(), hidden);
    if (shows(HttpAttributes.URL_FULL, hidden)) {
      out.attribute(
          HttpAttributes.URL_FULL, origin(attempt), UrlRedaction.target(request.target()));
    }
    if (attempt.number() > 0) {
      number(out, HttpAttributes.REQUEST_RESEND_COUNT, attempt.number(), hidden);
    }
    RequestFailure failure = attempt.failure();
    int status = attempt.status();
    if (status > 0) {
      status(status, hidden);
      encoded(NetworkAttributes.PROTOCOL_VERSION, HTTP_1_1, hidden);
    }
    outcome(failure, status >= 400 ? status : 0, hidden);
  }

  /** A decision's own trace state, else what the request brought. */
  private static @Nullable String traceState(@Nullable String decided, Exchange exchange) {
    return decided != null ? decided : exchange.request().headers().get(Sampler.TRACESTATE);
  }

  private void encoded(AttributeKey key, byte[] attribute, long hidden) {
    if (shows(key, hidden)) {
      out.raw(attribute);
    }
  }

  private void backend(String backend, long hidden) {
    writer.memoised(
        backends,
        backend,
        hidden,
        (to, hide) -> text(to, GatewayAttributes.BACKEND, backend, hide));
  }

  private void method(String method, long hidden) {
    byte[] known = METHODS.get(method);
    encoded(HttpAttributes.REQUEST_METHOD, known == null ? OTHER_METHOD : known, hidden);
    if (known == null) {
      text(out, HttpAttributes.REQUEST_METHOD_ORIGINAL, method, hidden);
    }
  }

  /** A method as names of spans show it. */
  private static String shown(String method) {
    return METHODS.containsKey(method) ? method : "HTTP";
  }

  private @Nullable Object evaluate(AddedAttribute added, CelVariableResolver variables) {
    try {
      Object value = added.expression().evaluate(variables);
      return CelValues.isNull(value) ? null : value;
    } catch (CelEvaluationException | RuntimeException _) {
      problems.expressionErrors().increment();
      return null;
    }
  }

  private void add(AddedAttribute added, Object value) {
    try {
      if (value instanceof Flattened flattened) {
        for (Map.Entry<String, Object> one : flattened.attributes(added.name()).entrySet()) {
          AttributeValues.write(out, ProtoBuffer.keyField(one.getKey()), one.getValue());
        }
      } else {
        AttributeValues.write(out, added.keyField(), value);
      }
    } catch (RuntimeException _) {
      // Only a value without a JSON form comes here, before a byte of it was written.
      problems.expressionErrors().increment();
    }
  }

  private void name(String method, @Nullable ChosenRoute route, @Nullable String override) {
    if (override != null) {
      out.text(0x2a, override);
      return;
    }
    String pattern = route == null ? "" : route.route().identity().pattern();
    if (pattern.isEmpty()) {
      out.text(0x2a, shown(method));
    } else {
      out.text(0x2a, shown(method), pattern);
    }
  }

  private void route(ProtoBuffer to, long hidden, Exchange exchange) {
    ChosenRoute route = exchange.route();
    text(to, GatewayAttributes.GATEWAY, shape.gateway(), hidden);
    text(to, GatewayAttributes.POLICY, shape.policy(), hidden);
    if (shape.policyGeneration() > 0) {
      number(to, GatewayAttributes.POLICY_GENERATION, shape.policyGeneration(), hidden);
    }
    text(to, HttpAttributes.URL_SCHEME, exchange.listener().scheme(), hidden);
    if (route == null) {
      text(to, GatewayAttributes.XDS_VERSION, exchange.listener().version(), hidden);
      return;
    }
    text(to, GatewayAttributes.LISTENER, route.gatewayListener(), hidden);
    text(to, GatewayAttributes.ROUTE, route.route().identity().route(), hidden);
    text(to, GatewayAttributes.RULE, route.route().identity().rule(), hidden);
    text(to, HttpAttributes.ROUTE, route.route().identity().pattern(), hidden);
    text(to, GatewayAttributes.XDS_VERSION, route.version(), hidden);
  }

  private static void client(ProtoBuffer to, long hidden, InetSocketAddress source) {
    String address = source.getAddress().getHostAddress();
    text(to, NetworkAttributes.CLIENT_ADDRESS, address, hidden);
    text(to, NetworkAttributes.PEER_ADDRESS, address, hidden);
    number(to, NetworkAttributes.PEER_PORT, source.getPort(), hidden);
  }

  private static void endpoint(ProtoBuffer to, long hidden, InetSocketAddress endpoint) {
    text(to, NetworkAttributes.SERVER_ADDRESS, endpoint.getHostString(), hidden);
    number(to, NetworkAttributes.SERVER_PORT, endpoint.getPort(), hidden);
    if (!endpoint.isUnresolved()) {
      text(to, NetworkAttributes.PEER_ADDRESS, endpoint.getAddress().getHostAddress(), hidden);
      number(to, NetworkAttributes.PEER_PORT, endpoint.getPort(), hidden);
    }
    text(
        to,
        GatewayAttributes.ENDPOINT,
        endpoint.getHostString() + ":" + endpoint.getPort(),
        hidden);
  }

  private void requestLine(Exchange exchange, long hidden) {
    method(exchange.originalMethod(), hidden);
    String target = exchange.originalTarget();
    writer.memoised(targets, target, hidden, (to, hide) -> target(to, hide, target));
    String version = exchange.protocolVersion();
    if (version.equals("1.1")) {
      encoded(NetworkAttributes.PROTOCOL_VERSION, HTTP_1_1, hidden);
    } else {
      text(out, NetworkAttributes.PROTOCOL_VERSION, version, hidden);
    }
    String authority = exchange.originalAuthority();
    writer.memoised(authorities, authority, hidden, (to, hide) -> host(to, hide, authority));
    number(out, NetworkAttributes.SERVER_PORT, port(authority, exchange), hidden);
    Headers headers = exchange.request().headers();
    int agent = shows(HttpAttributes.USER_AGENT, hidden) ? headers.find(USER_AGENT, 0) : -1;
    if (agent >= 0) {
      userAgent(headers, agent);
    }
  }

  private static void target(ProtoBuffer to, long hidden, String target) {
    int query = target.indexOf('?');
    if (shows(HttpAttributes.URL_PATH, hidden)) {
      to.attribute(HttpAttributes.URL_PATH, target, 0, query < 0 ? target.length() : query);
    }
    if (query >= 0 && query + 1 < target.length() && shows(HttpAttributes.URL_QUERY, hidden)) {
      to.attribute(HttpAttributes.URL_QUERY, UrlRedaction.query(target, query + 1));
    }
  }

  private static void host(ProtoBuffer to, long hidden, String authority) {
    int start = UrlRedaction.hostStart(authority);
    int end = UrlRedaction.hostEnd(authority);
    if (end > start && shows(NetworkAttributes.SERVER_ADDRESS, hidden)) {
      to.attribute(NetworkAttributes.SERVER_ADDRESS, authority, start, end);
    }
  }

  private void userAgent(Headers headers, int slot) {
    byte[] block = headers.block();
    int start = headers.valueStart(slot);
    int end = headers.valueEnd(slot);
    if (end - start <= ProtoBuffer.MAX_VALUE && isAscii(block, start, end)) {
      out.attribute(HttpAttributes.USER_AGENT, block, start, end);
    } else {
      out.attribute(HttpAttributes.USER_AGENT, headers.value(slot));
    }
  }

  private static boolean isAscii(byte[] text, int start, int end) {
    int all = 0;
    for (int i = start; i < end; i++) {
      all |= text[i];
    }
    return all >= 0;
  }

  /** The port that an authority names, else the one that the client connected to. */
  private static int port(String authority, Exchange exchange) {
    int port = 0;
    for (int i = UrlRedaction.hostEnd(authority) + 1; i < authority.length(); i++) {
      int digit = authority.charAt(i) - '0';
      if (digit < 0 || digit > 9 || port > 65_535) {
        return exchange.destination().getPort();
      }
      port = port * 10 + digit;
    }
    return port == 0 ? exchange.destination().getPort() : port;
  }

  private void status(int status, long hidden) {
    if (status == 200) {
      encoded(HttpAttributes.RESPONSE_STATUS_CODE, STATUS_200, hidden);
    } else {
      number(out, HttpAttributes.RESPONSE_STATUS_CODE, status, hidden);
    }
  }

  private void serverOutcome(Exchange exchange, long hidden) {
    int status = exchange.status();
    if (status > 0) {
      status(status, hidden);
    }
    outcome(exchange.failure(), status >= 500 ? status : 0, hidden);
  }

  /**
   * Writes error.type and the status.
   *
   * @param errorStatus the response's status where it is an error of this kind of span, else 0
   */
  private void outcome(@Nullable RequestFailure failure, int errorStatus, long hidden) {
    if (failure == null && errorStatus == 0) {
      return;
    }
    text(
        out,
        HttpAttributes.ERROR_TYPE,
        failure == null ? Integer.toString(errorStatus) : failure.errorType(),
        hidden);
    if (failure == null || isOurs(failure)) {
      writer.error();
    }
  }

  /** Whether a failure is one of the proxy or its upstream, not of the client. */
  private static boolean isOurs(RequestFailure failure) {
    return switch (failure) {
      case INVALID_BACKEND,
          NO_HEALTHY_ENDPOINT,
          CONNECT_FAILED,
          UPSTREAM_RESET,
          UPSTREAM_PROTOCOL_ERROR,
          UPSTREAM_TIMEOUT,
          IDLE_TIMEOUT,
          INTERNAL ->
          true;
      case NO_ROUTE,
          REQUEST_TIMEOUT,
          BAD_REQUEST,
          INVALID_MESSAGE,
          HEAD_TOO_LARGE,
          CLIENT_DISCONNECTED ->
          false;
    };
  }

  /** Scheme, host and port of where an attempt goes, in ASCII. */
  private byte[] origin(Attempt attempt) {
    InetSocketAddress endpoint = attempt.endpoint();
    SpanMemo memo = attempt.isSecure() ? secureOrigins : plainOrigins;
    byte[] known = memo.get(endpoint);
    if (known == null) {
      String scheme = attempt.isSecure() ? "https://" : "http://";
      String origin = scheme + endpoint.getHostString() + ":" + endpoint.getPort();
      known = origin.getBytes(StandardCharsets.US_ASCII);
      memo.put(endpoint, known);
    }
    return known;
  }
}
