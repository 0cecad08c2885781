package dev.agentgateway.dataplane.telemetry.accesslog;

import dev.agentgateway.api.cel.Phase;
import dev.agentgateway.dataplane.config.AccessLogConfig;
import dev.agentgateway.dataplane.exchange.Contents;
import dev.agentgateway.dataplane.telemetry.cel.Expression;
import dev.agentgateway.dataplane.telemetry.cel.Expressions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An access log policy, compiled. Immutable; shared by event loops. */
public final class AccessLogPolicy {
  private final @Nullable Expression filter;
  private final List<Added> added;
  private final Set<String> removed;
  private final Map<String, Object> env;
  private final Contents contents;

  private AccessLogPolicy(
      @Nullable Expression filter,
      List<Added> added,
      Set<String> removed,
      Map<String, Object> env) {
    this.filter = filter;
    this.added = added;
    this.removed = removed;
    this.env = env;
    Contents named = filter == null ? Contents.NONE : filter.contents();
    for (Added each : added) {
      named = named.or(each.expression().contents());
    }
    this.contents = named;
  }

  /**
   * Compiles a policy.
   *
   * @param env fields of {@code env}
   */
  public static AccessLogPolicy compile(
      AccessLogConfig config, Expressions expressions, Map<String, Object> env) {
    return new AccessLogPolicy(
        config.filter().map(text -> expressions.compile(text, Phase.LOG)).orElse(null),
        config.attributes().stream()
            .map(
                named ->
                    new Added(named.name(), expressions.compile(named.expression(), Phase.LOG)))
            .toList(),
        Set.copyOf(config.removeAttributes()),
        env);
  }

  /** What its expressions name. */
  public Contents contents() {
    return contents;
  }

  @Nullable Expression filter() {
    return filter;
  }

  List<Added> added() {
    return added;
  }

  Set<String> removed() {
    return removed;
  }

  Map<String, Object> env() {
    return env;
  }

  /** A field that a policy adds. */
  record Added(String name, Expression expression) {}
}
