package dev.agentgateway.dataplane.config;

import dev.agentgateway.dataplane.config.TracingConfig.NamedExpression;
import java.util.List;
import java.util.Optional;

/**
 * An access log on standard output, one line per request. Expressions are CEL source text; they are
 * compiled where they are used.
 *
 * @param policy NAMESPACE/NAME of the AgentgatewayPolicy
 * @param filter keeps or drops a line; empty: keep
 * @param attributes added to the line; replace a default field of the same name
 * @param removeAttributes names of default fields to leave out
 */
public record AccessLogConfig(
    String policy,
    Optional<String> filter,
    List<NamedExpression> attributes,
    List<String> removeAttributes) {

  public AccessLogConfig {
    attributes = List.copyOf(attributes);
    removeAttributes = List.copyOf(removeAttributes);
  }
}
