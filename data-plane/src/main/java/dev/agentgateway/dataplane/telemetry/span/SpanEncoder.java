package dev.agentgateway.dataplane.telemetry.span;

import dev.agentgateway.dataplane.exchange.Attempt;
import dev.agentgateway.dataplane.exchange.ChosenRoute;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.HeaderName;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.exchange.RequestFailure;
import dev.agentgateway.dataplane.telemetry.cel.CelValues;
import dev.agentgateway.dataplane.telemetry.cel.Flattened;
import dev.agentgateway.dataplane.telemetry.sampling.Sampler;
import dev.agentgateway.dataplane.telemetry.sampling.SamplingDecision;
import dev.agentgateway.dataplane.telemetry.sampling.TraceParent;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelVariableResolver;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
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
  private static final Set<String> METHODS =
      Set.of(
          "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "QUERY");
  private static final int KIND_SERVER = 2;
  private static final int KIND_CLIENT = 3;
  // Span.flags: the parent's being remote is known, and it is.
  private static final int HAS_REMOTE = 0x100;
  private static final int REMOTE = 0x200;
  private static final byte[] STATUS_ERROR = {0x7a, 2, 0x18, 2};

  private final SpanShape shape;
  private final SpanProblems problems;
  private final ProtoBuffer out;
  private final ProtoBuffer scratch;
  private final SpanMemo routes = new SpanMemo();
  private final SpanMemo clients = new SpanMemo();
  private final SpanMemo endpoints = new SpanMemo();

  public SpanEncoder(SpanShape shape, SpanProblems problems) {
    this.shape = shape;
    this.problems = problems;
    this.out = new ProtoBuffer(ProtoBuffer.SPAN_ATTRIBUTE, problems.truncated());
    this.scratch = new ProtoBuffer(ProtoBuffer.SPAN_ATTRIBUTE, problems.truncated());
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
   * @param variables for expressions of attributes
   */
  public void server(
      Exchange exchange,
      SamplingDecision decision,
      TraceParent context,
      long endEpochNanos,
      CelVariableResolver variables) {
    TraceParent parent = decision.parent();
    begin(context, context.spanId(), parent == null ? 0 : parent.spanId(), traceState(exchange));
    out.varintField(0x30, KIND_SERVER);
    out.fixed64(0x39, exchange.startEpochNanos());
    out.fixed64(0x41, endEpochNanos);
    out.fixed32(0x85, context.flags() | HAS_REMOTE | (parent == null ? 0 : REMOTE));

    long hidden = shape.removed();
    String name = null;
    for (AddedAttribute added : shape.added()) {
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
    String method = method(exchange.originalMethod());
    name(method, route, name);
    memoised(
        routes,
        route == null ? exchange.listener() : route,
        hidden,
        (to, hide) -> route(to, hide, exchange));
    memoised(clients, exchange.source(), hidden, (to, hide) -> client(to, hide, exchange.source()));
    requestLine(out, exchange, hidden, method);
    Attempt attempt = exchange.attempt();
    if (attempt != null) {
      text(GatewayAttributes.BACKEND, attempt.backend(), hidden);
    }
    text(GatewayAttributes.SAMPLING_REASON, decision.reason().label(), hidden);
    serverOutcome(exchange, hidden);
  }

  /**
   * Encodes the CLIENT span of an attempt.
   *
   * @param context the SERVER span
   */
  public void client(
      Exchange exchange, Attempt attempt, TraceParent context, long spanId, long endEpochNanos) {
    begin(context, spanId, context.spanId(), traceState(exchange));
    out.varintField(0x30, KIND_CLIENT);
    out.fixed64(0x39, exchange.startEpochNanos() + attempt.startNanos() - exchange.startNanos());
    out.fixed64(0x41, endEpochNanos);
    out.fixed32(0x85, context.flags() | HAS_REMOTE);
    long hidden = shape.removed();
    String method = method(exchange.request().method());
    out.text(0x2a, method.equals("_OTHER") ? "HTTP" : method);
    text(HttpAttributes.REQUEST_METHOD, method, hidden);
    if (method.equals("_OTHER")) {
      text(HttpAttributes.REQUEST_METHOD_ORIGINAL, exchange.request().method(), hidden);
    }
    memoised(
        endpoints,
        attempt.endpoint(),
        hidden,
        (to, hide) -> endpoint(to, hide, attempt.endpoint()));
    text(GatewayAttributes.BACKEND, attempt.backend(), hidden);
    if (shows(HttpAttributes.URL_FULL, hidden)) {
      out.attribute(HttpAttributes.URL_FULL, url(attempt.endpoint(), exchange.request().target()));
    }
    if (attempt.number() > 0) {
      number(HttpAttributes.REQUEST_RESEND_COUNT, attempt.number(), hidden);
    }
    RequestFailure failure = attempt.failure();
    int status = attempt.status();
    if (status > 0) {
      number(HttpAttributes.RESPONSE_STATUS_CODE, status, hidden);
      text(NetworkAttributes.PROTOCOL_VERSION, "1.1", hidden);
    }
    outcome(failure, status >= 400 ? status : 0, hidden);
  }

  private void begin(TraceParent context, long spanId, long parentSpanId, String traceState) {
    out.clear();
    out.id(0x0a, context.traceHigh(), context.traceLow());
    out.id(0x12, spanId);
    if (!traceState.isEmpty()) {
      out.text(0x1a, traceState);
    }
    if (parentSpanId != 0) {
      out.id(0x22, parentSpanId);
    }
  }

  private static String traceState(Exchange exchange) {
    String sent = exchange.request().headers().get(Sampler.TRACESTATE);
    return sent == null ? "" : sent;
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
    String shown = method.equals("_OTHER") ? "HTTP" : method;
    String pattern = route == null ? "" : route.route().identity().pattern();
    out.text(0x2a, pattern.isEmpty() ? shown : shown + " " + pattern);
  }

  private void route(ProtoBuffer to, long hidden, Exchange exchange) {
    ChosenRoute route = exchange.route();
    text(to, GatewayAttributes.GATEWAY, shape.gateway(), hidden);
    text(to, GatewayAttributes.POLICY, shape.policy(), hidden);
    text(to, HttpAttributes.URL_SCHEME, "http", hidden);
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

  private void requestLine(ProtoBuffer to, Exchange exchange, long hidden, String method) {
    text(HttpAttributes.REQUEST_METHOD, method, hidden);
    if (method.equals("_OTHER")) {
      text(HttpAttributes.REQUEST_METHOD_ORIGINAL, exchange.originalMethod(), hidden);
    }
    String target = exchange.originalTarget();
    int query = target.indexOf('?');
    if (shows(HttpAttributes.URL_PATH, hidden)) {
      to.attribute(HttpAttributes.URL_PATH, target, 0, query < 0 ? target.length() : query);
    }
    if (query >= 0 && query + 1 < target.length() && shows(HttpAttributes.URL_QUERY, hidden)) {
      to.attribute(HttpAttributes.URL_QUERY, UrlRedaction.query(target, query + 1));
    }
    text(NetworkAttributes.PROTOCOL_VERSION, exchange.protocolVersion(), hidden);
    String authority = exchange.originalAuthority();
    int start = UrlRedaction.hostStart(authority);
    int end = UrlRedaction.hostEnd(authority);
    if (end > start && shows(NetworkAttributes.SERVER_ADDRESS, hidden)) {
      to.attribute(NetworkAttributes.SERVER_ADDRESS, authority, start, end);
    }
    number(NetworkAttributes.SERVER_PORT, port(authority, end, exchange), hidden);
    Headers headers = exchange.request().headers();
    int agent = shows(HttpAttributes.USER_AGENT, hidden) ? headers.find(USER_AGENT, 0) : -1;
    if (agent >= 0) {
      to.attribute(HttpAttributes.USER_AGENT, headers.value(agent));
    }
  }

  /** The port that an authority names, else the one that the client connected to. */
  private static int port(String authority, int hostEnd, Exchange exchange) {
    int port = 0;
    for (int i = hostEnd + 1; i < authority.length(); i++) {
      int digit = authority.charAt(i) - '0';
      if (digit < 0 || digit > 9 || port > 65_535) {
        return exchange.destination().getPort();
      }
      port = port * 10 + digit;
    }
    return port == 0 ? exchange.destination().getPort() : port;
  }

  private void serverOutcome(Exchange exchange, long hidden) {
    int status = exchange.status();
    if (status > 0) {
      number(HttpAttributes.RESPONSE_STATUS_CODE, status, hidden);
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
        HttpAttributes.ERROR_TYPE,
        failure == null ? Integer.toString(errorStatus) : failure.errorType(),
        hidden);
    if (failure == null || isOurs(failure)) {
      out.raw(STATUS_ERROR);
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
      case NO_ROUTE, REQUEST_TIMEOUT, BAD_REQUEST, HEAD_TOO_LARGE, CLIENT_DISCONNECTED -> false;
    };
  }

  private static String url(InetSocketAddress endpoint, String target) {
    int query = target.indexOf('?');
    String shown =
        query < 0 ? target : target.substring(0, query + 1) + UrlRedaction.query(target, query + 1);
    return "http://" + endpoint.getHostString() + ":" + endpoint.getPort() + shown;
  }

  private static String method(String method) {
    return METHODS.contains(method) ? method : "_OTHER";
  }

  private void memoised(SpanMemo memo, Object key, long hidden, Encoding encoding) {
    if (hidden != shape.removed()) {
      encoding.write(out, hidden);
      return;
    }
    byte[] known = memo.get(key);
    if (known == null) {
      scratch.clear();
      encoding.write(scratch, hidden);
      known = scratch.toByteArray();
      memo.put(key, known);
    }
    out.raw(known);
  }

  private static boolean shows(AttributeKey key, long hidden) {
    return (key.bit() & hidden) == 0;
  }

  private void text(AttributeKey key, String value, long hidden) {
    text(out, key, value, hidden);
  }

  private static void text(ProtoBuffer to, AttributeKey key, String value, long hidden) {
    if (!value.isEmpty() && shows(key, hidden)) {
      to.attribute(key, value);
    }
  }

  private void number(AttributeKey key, int value, long hidden) {
    number(out, key, value, hidden);
  }

  private static void number(ProtoBuffer to, AttributeKey key, int value, long hidden) {
    if (shows(key, hidden)) {
      to.attribute(key, value);
    }
  }

  private interface Encoding {
    void write(ProtoBuffer to, long hidden);
  }
}
