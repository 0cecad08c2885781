package dev.agentgateway.dataplane.telemetry;

import dev.agentgateway.dataplane.telemetry.cel.CelValues;
import dev.agentgateway.dataplane.telemetry.cel.Expression;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelVariableResolver;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Attributes of the OpenTelemetry Resource. Of one name the last of these counts:
 * OTEL_RESOURCE_ATTRIBUTES, what the process knows of itself, what a policy says.
 */
final class ResourceAttributes {
  private static final String SERVICE_NAME = "service.name";

  private final TelemetrySettings settings;

  ResourceAttributes(TelemetrySettings settings) {
    this.settings = settings;
  }

  /** Fields of the variable {@code env}. */
  Map<String, Object> env(String gateway) {
    Map<String, Object> env = new LinkedHashMap<>();
    variable("POD_NAME").ifPresent(value -> env.put("podName", value));
    variable("POD_NAMESPACE").ifPresent(value -> env.put("namespace", value));
    if (!gateway.isEmpty()) {
      env.put("gateway", name(gateway));
    }
    return Map.copyOf(env);
  }

  /**
   * The attributes of a policy's resource.
   *
   * @param gateway NAMESPACE/NAME; may be empty
   * @param resources what the policy says, by name
   */
  Map<String, Object> attributes(String gateway, Map<String, Expression> resources) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put(SERVICE_NAME, "agentgateway");
    variable("OTEL_RESOURCE_ATTRIBUTES").ifPresent(text -> all.putAll(parse(text)));
    variable("OTEL_SERVICE_NAME").ifPresent(name -> all.put(SERVICE_NAME, name));
    if (!gateway.isEmpty()) {
      all.put(SERVICE_NAME, name(gateway));
      all.put("service.namespace", gateway.substring(0, Math.max(0, gateway.indexOf('/'))));
    }
    all.put("service.instance.id", settings.instanceId());
    all.put("service.version", settings.version());
    variable("POD_NAME").ifPresent(value -> all.put("k8s.pod.name", value));
    variable("POD_NAMESPACE").ifPresent(value -> all.put("k8s.namespace.name", value));
    variable("NODE_NAME").ifPresent(value -> all.put("k8s.node.name", value));
    variable("POD_IP").ifPresent(value -> all.put("k8s.pod.ip", value));
    variable("HOSTNAME").ifPresent(value -> all.put("host.name", value));
    CelVariableResolver variables =
        name -> name.equals("env") ? Optional.of(env(gateway)) : Optional.empty();
    resources.forEach(
        (name, expression) -> {
          try {
            Object value = expression.evaluate(variables);
            if (!CelValues.isNull(value)) {
              all.put(name, value);
            }
          } catch (CelEvaluationException _) {
            // A resource attribute that fails is left out; its problem is in the policy's status.
          }
        });
    return all;
  }

  private Optional<String> variable(String name) {
    String value = settings.environment().get(name);
    return value == null || value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  private static String name(String gateway) {
    return gateway.substring(gateway.indexOf('/') + 1);
  }

  /** {@code name=value} pairs separated by commas, values percent-encoded. */
  private static Map<String, Object> parse(String text) {
    Map<String, Object> all = new LinkedHashMap<>();
    for (String pair : text.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        String value = pair.substring(equals + 1).strip();
        all.put(pair.substring(0, equals).strip(), value.contains("%") ? decode(value) : value);
      }
    }
    return all;
  }

  private static String decode(String value) {
    try {
      return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return value;
    }
  }
}
