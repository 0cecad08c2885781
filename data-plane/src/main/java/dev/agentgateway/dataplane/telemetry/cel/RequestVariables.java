package dev.agentgateway.dataplane.telemetry.cel;

import dev.agentgateway.api.cel.CelEnvironment;
import dev.agentgateway.dataplane.config.RouteConfig;
import dev.agentgateway.dataplane.exchange.Attempt;
import dev.agentgateway.dataplane.exchange.CapturedBody;
import dev.agentgateway.dataplane.exchange.ChosenRoute;
import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.protocol.llm.LlmCall;
import dev.agentgateway.dataplane.protocol.mcp.McpCall;
import dev.cel.common.values.CelByteString;
import dev.cel.runtime.CelVariableResolver;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The variables of one request, looked up when an expression names them. What a request has no
 * value for is an empty map. Confined to the request's event loop.
 */
public final class RequestVariables implements CelVariableResolver {
  private static final List<String> NAMES =
      List.of(
          "request", "source", "destination", "proxy", "backend", "env", "response", "llm", "mcp");
  private static final List<String> REQUEST =
      List.of(
          "method",
          "uri",
          "host",
          "scheme",
          "path",
          "pathAndQuery",
          "version",
          "headers",
          "body",
          "bodyPrefix",
          "startTime",
          "endTime");
  private static final List<String> RESPONSE = List.of("code", "headers", "body", "bodyPrefix");
  private static final Optional<Object> ABSENT = Optional.of(Map.of());

  private final Exchange exchange;
  private final Map<String, Object> env;
  private final long endEpochNanos;

  /**
   * @param env fields of {@code env}
   * @param endEpochNanos Unix time of the request's end; 0 while it runs
   */
  public RequestVariables(Exchange exchange, Map<String, Object> env, long endEpochNanos) {
    this.exchange = exchange;
    this.env = env;
    this.endEpochNanos = endEpochNanos;
  }

  @Override
  public Optional<Object> find(String name) {
    return switch (name) {
      case "request" -> Optional.of(new LazyMap(REQUEST, this::request));
      case "response" -> response();
      case "source" -> Optional.of(new LazyMap(List.of("address", "port"), this::source));
      case "destination" -> Optional.of(new LazyMap(List.of("address", "port"), this::destination));
      case "proxy" ->
          Optional.of(new LazyMap(List.of("bind", "gateway", "listener", "route"), this::proxy));
      case "backend" -> backend();
      case "env" -> Optional.of(env);
      case "jwt",
          "apiKey",
          "basicAuth",
          "extauthz",
          "extproc",
          "mcpGuardrails",
          "metadata",
          "llmRequest" ->
          ABSENT;
      case "llm" -> llm();
      case "mcp" -> mcp();
      case CelEnvironment.ALL_VARIABLES -> Optional.of(new LazyMap(NAMES, this::variable));
      default -> Optional.empty();
    };
  }

  private @Nullable Object variable(String name) {
    return NAMES.contains(name) ? find(name).orElse(null) : null;
  }

  private @Nullable Object request(String field) {
    return switch (field) {
      case "method" -> exchange.request().method();
      case "path" -> exchange.request().path();
      case "pathAndQuery" -> exchange.request().target();
      case "host" -> host(exchange.request().authority());
      case "scheme" -> exchange.listener().scheme();
      case "uri" ->
          exchange.listener().scheme()
              + "://"
              + exchange.request().authority()
              + exchange.request().target();
      case "version" -> "HTTP/" + exchange.protocolVersion();
      case "headers" -> new HeaderMap(exchange.request().headers());
      case "body" -> body(exchange.requestBody());
      case "bodyPrefix" -> bodyPrefix(exchange.requestBody());
      case "startTime" -> instant(exchange.startEpochNanos());
      case "endTime" -> endEpochNanos == 0 ? null : instant(endEpochNanos);
      default -> null;
    };
  }

  private Optional<Object> response() {
    if (exchange.status() == 0) {
      return ABSENT;
    }
    return Optional.of(new LazyMap(RESPONSE, this::response));
  }

  private @Nullable Object response(String field) {
    return switch (field) {
      case "code" -> (long) exchange.status();
      case "headers" -> {
        Headers headers = exchange.responseHeaders();
        yield headers == null ? Map.of() : new HeaderMap(headers);
      }
      case "body" -> body(exchange.responseBody());
      case "bodyPrefix" -> bodyPrefix(exchange.responseBody());
      default -> null;
    };
  }

  private static @Nullable Object body(@Nullable CapturedBody body) {
    return body != null && body.isWhole() ? bodyPrefix(body) : null;
  }

  private static @Nullable Object bodyPrefix(@Nullable CapturedBody body) {
    return body == null ? null : CelByteString.of(body.toBytes());
  }

  private @Nullable Object source(String field) {
    return address(exchange.source(), field);
  }

  private @Nullable Object destination(String field) {
    return address(exchange.destination(), field);
  }

  private static @Nullable Object address(InetSocketAddress address, String field) {
    return switch (field) {
      case "address", "rawAddress" ->
          address.isUnresolved() ? null : address.getAddress().getHostAddress();
      case "port", "rawPort" -> (long) address.getPort();
      default -> null;
    };
  }

  private @Nullable Object proxy(String field) {
    ChosenRoute route = exchange.route();
    return switch (field) {
      case "bind" -> exchange.listener().name();
      case "gateway" -> named(exchange.listener().policies().gateway());
      case "listener" -> route == null ? null : Map.of("name", route.gatewayListener());
      case "route" -> route == null ? null : route(route.route().identity());
      default -> null;
    };
  }

  private static Map<String, Object> route(RouteConfig.Identity identity) {
    Map<String, Object> named = named(identity.route());
    return named.isEmpty()
        ? named
        : Map.of(
            "namespace", namespace(identity.route()),
            "name", name(identity.route()),
            "kind", "HTTPRoute",
            "rule", identity.rule());
  }

  private Optional<Object> backend() {
    Attempt attempt = exchange.attempt();
    if (attempt == null || attempt.backend().isEmpty()) {
      return ABSENT;
    }
    String backend = attempt.backend();
    int kindEnd = backend.indexOf('/');
    String kind = kindEnd < 0 ? "" : backend.substring(0, kindEnd);
    String protocol = CallVariables.protocol(exchange);
    String type =
        switch (protocol) {
          case "llm" -> "ai";
          case "mcp" -> "mcp";
          default -> "static";
        };
    return Optional.of(
        Map.of(
            "name",
            backend.substring(kindEnd + 1),
            "type",
            kind.equalsIgnoreCase("Service") ? "service" : type,
            "protocol",
            protocol));
  }

  private Optional<Object> llm() {
    LlmCall call = CallVariables.newest(exchange, LlmCall.class);
    return call == null ? ABSENT : Optional.of(LlmVariables.of(call));
  }

  private Optional<Object> mcp() {
    McpCall asked = CallVariables.operation(exchange);
    return asked == null
        ? ABSENT
        : Optional.of(McpVariables.of(asked, CallVariables.sent(exchange, asked)));
  }

  /** NAMESPACE/NAME as a map; empty for an empty text. */
  private static Map<String, Object> named(String text) {
    return text.isEmpty() ? Map.of() : Map.of("namespace", namespace(text), "name", name(text));
  }

  private static String namespace(String text) {
    int slash = text.indexOf('/');
    return slash < 0 ? "" : text.substring(0, slash);
  }

  private static String name(String text) {
    return text.substring(text.indexOf('/') + 1);
  }

  /** The host of an authority, without its port. */
  private static String host(String authority) {
    int colon = authority.lastIndexOf(':');
    boolean port = colon >= 0 && authority.indexOf(']', colon) < 0;
    return port ? authority.substring(0, colon) : authority;
  }

  private static Instant instant(long epochNanos) {
    return Instant.ofEpochSecond(0, epochNanos);
  }
}
