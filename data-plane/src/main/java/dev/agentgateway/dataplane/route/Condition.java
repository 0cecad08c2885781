package dev.agentgateway.dataplane.route;

import dev.agentgateway.dataplane.config.RouteMatch;
import dev.agentgateway.dataplane.config.RouteMatch.ValueMatch;
import dev.agentgateway.dataplane.exchange.HeaderName;
import dev.agentgateway.dataplane.exchange.RequestHead;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request must have beside its path. */
sealed interface Condition {

  boolean holds(RequestHead request);

  /** The conditions of a match, cheapest first. */
  static List<Condition> of(RouteMatch match) {
    List<Condition> conditions = new ArrayList<>();
    match.method().ifPresent(method -> conditions.add(new Method(method)));
    for (RouteMatch.NamedMatch header : match.headers()) {
      conditions.add(header(header));
    }
    for (RouteMatch.NamedMatch parameter : match.query()) {
      conditions.add(new Query(parameter.name(), parameter.value(), parameter.inverted()));
    }
    return List.copyOf(conditions);
  }

  private static Condition header(RouteMatch.NamedMatch header) {
    return switch (header.name()) {
      case "host", ":authority" -> new Authority(header.value(), header.inverted());
      case ":path" -> new Target(header.value(), header.inverted());
      default -> new Header(HeaderName.of(header.name()), header.value(), header.inverted());
    };
  }

  /** What is absent satisfies nothing but an inverted test for presence, as in Envoy. */
  private static boolean test(@Nullable String value, ValueMatch match, boolean inverted) {
    if (value == null) {
      return inverted && match instanceof ValueMatch.Present;
    }
    boolean matches =
        switch (match) {
          case ValueMatch.Exact(String expected) -> value.equals(expected);
          case ValueMatch.Regex(var pattern) -> pattern.matches(value);
          case ValueMatch.Present() -> true;
        };
    return matches != inverted;
  }

  /** The method is this one. */
  record Method(String method) implements Condition {
    @Override
    public boolean holds(RequestHead request) {
      return request.method().equals(method);
    }
  }

  /** The host and port that the client named are so. */
  record Authority(ValueMatch value, boolean inverted) implements Condition {
    @Override
    public boolean holds(RequestHead request) {
      return test(request.authority(), value, inverted);
    }
  }

  /** Path and query are so. */
  record Target(ValueMatch value, boolean inverted) implements Condition {
    @Override
    public boolean holds(RequestHead request) {
      return test(request.target(), value, inverted);
    }
  }

  /** The first field of the name is so. */
  record Header(HeaderName name, ValueMatch value, boolean inverted) implements Condition {
    @Override
    public boolean holds(RequestHead request) {
      return test(request.headers().get(name), value, inverted);
    }
  }

  /** The first query parameter of the name is so, compared after percent-decoding. */
  record Query(String name, ValueMatch value, boolean inverted) implements Condition {
    @Override
    public boolean holds(RequestHead request) {
      return test(QueryString.first(request.target(), name), value, inverted);
    }
  }
}
