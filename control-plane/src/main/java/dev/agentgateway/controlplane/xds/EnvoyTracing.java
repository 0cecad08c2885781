package dev.agentgateway.controlplane.xds;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Duration;
import dev.agentgateway.controlplane.ir.FrontendPolicyIr;
import dev.agentgateway.controlplane.ir.FrontendPolicyIr.CollectorIr;
import dev.agentgateway.controlplane.ir.FrontendPolicyIr.NamedExpressionIr;
import dev.agentgateway.controlplane.ir.FrontendPolicyIr.TracingIr;
import dev.agentgateway.controlplane.ir.PortIr;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.config.core.v3.HttpService;
import io.envoyproxy.envoy.config.core.v3.HttpUri;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.trace.v3.OpenTelemetryConfig;
import io.envoyproxy.envoy.config.trace.v3.Tracing.Http;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.tracers.opentelemetry.resource_detectors.v3.StaticConfigResourceDetectorConfig;
import io.envoyproxy.envoy.type.tracing.v3.CustomTag;
import io.envoyproxy.envoy.type.v3.Percent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of a tracing policy a stock Envoy can follow: a constant {@code randomSampling}, the
 * collector, resource attributes that are literals, and attributes that are literals or request
 * headers.
 *
 * <p>Written only where all listeners of the port have the same policy, its sampling is constant
 * and its exports carry no secret; otherwise Envoy does not trace and passes trace headers
 * untouched.
 */
final class EnvoyTracing {
  private static final Duration EXPORT_TIMEOUT = Duration.newBuilder().setSeconds(10).build();
  private static final Pattern NUMBER = Pattern.compile("[0-9]+(\\.[0-9]+)?");
  private static final Pattern LITERAL = Pattern.compile("\"([^\"\\\\]*)\"|'([^'\\\\]*)'");
  private static final Pattern HEADER =
      Pattern.compile("request\\.headers\\[(?:\"([^\"\\\\]+)\"|'([^'\\\\]+)')\\]");
  private static final Set<String> SECRET_HEADERS =
      Set.of("authorization", "proxy-authorization", "cookie", "set-cookie");

  private EnvoyTracing() {}

  static Optional<HttpConnectionManager.Tracing> of(String gateway, PortIr port) {
    return onlyPolicy(port).flatMap(tracing -> tracing(gateway, tracing));
  }

  private static Optional<TracingIr> onlyPolicy(PortIr port) {
    FrontendPolicyIr rest = port.policies().get("");
    Set<Optional<TracingIr>> policies = new HashSet<>();
    for (PortIr.ListenerIr listener : port.listeners()) {
      FrontendPolicyIr own = port.policies().get(listener.name());
      FrontendPolicyIr effective = own != null ? own : rest;
      policies.add(effective == null ? Optional.empty() : effective.tracing());
    }
    return policies.size() == 1 ? policies.iterator().next() : Optional.empty();
  }

  private static Optional<HttpConnectionManager.Tracing> tracing(
      String gateway, TracingIr tracing) {
    OptionalDouble percent =
        tracing.randomSampling().map(EnvoyTracing::percent).orElse(OptionalDouble.empty());
    if (percent.isEmpty()
        || !(tracing.collector() instanceof CollectorIr.Otlp otlp)
        || !otlp.headers().isEmpty()) {
      return Optional.empty();
    }
    HttpConnectionManager.Tracing.Builder builder =
        HttpConnectionManager.Tracing.newBuilder()
            .setRandomSampling(Percent.newBuilder().setValue(percent.getAsDouble()))
            .setSpawnUpstreamSpan(BoolValue.of(true))
            .setProvider(
                Http.newBuilder()
                    .setName("envoy.tracers.opentelemetry")
                    .setTypedConfig(XdsResource.pack(provider(gateway, tracing, otlp))));
    tracing.attributes().forEach(attribute -> tag(attribute).ifPresent(builder::addCustomTags));
    return Optional.of(builder.build());
  }

  private static OpenTelemetryConfig provider(
      String gateway, TracingIr tracing, CollectorIr.Otlp otlp) {
    Map<String, String> attributes = new HashMap<>();
    for (NamedExpressionIr resource : tracing.resources()) {
      literal(resource.expression()).ifPresent(value -> attributes.put(resource.name(), value));
    }
    String serviceName = attributes.remove("service.name");
    OpenTelemetryConfig.Builder config =
        OpenTelemetryConfig.newBuilder()
            .setServiceName(
                serviceName != null ? serviceName : gateway.substring(gateway.indexOf('/') + 1));
    if (!attributes.isEmpty()) {
      config.addResourceDetectors(
          TypedExtensionConfig.newBuilder()
              .setName("envoy.tracers.opentelemetry.resource_detectors.static_config")
              .setTypedConfig(
                  XdsResource.pack(
                      StaticConfigResourceDetectorConfig.newBuilder()
                          .putAllAttributes(attributes)
                          .build())));
    }
    if (otlp.path().isPresent()) {
      config.setHttpService(
          HttpService.newBuilder()
              .setHttpUri(
                  HttpUri.newBuilder()
                      .setUri("http://" + otlp.authority() + otlp.path().get())
                      .setCluster(otlp.cluster())
                      .setTimeout(EXPORT_TIMEOUT)));
    } else {
      config.setGrpcService(
          GrpcService.newBuilder()
              .setTimeout(EXPORT_TIMEOUT)
              .setEnvoyGrpc(
                  GrpcService.EnvoyGrpc.newBuilder()
                      .setClusterName(otlp.cluster())
                      .setAuthority(otlp.authority())));
    }
    return config.build();
  }

  private static OptionalDouble percent(String expression) {
    String text = expression.strip();
    if (text.equals("true")) {
      return OptionalDouble.of(100);
    }
    if (text.equals("false")) {
      return OptionalDouble.of(0);
    }
    return NUMBER.matcher(text).matches()
        ? OptionalDouble.of(Math.min(1, Double.parseDouble(text)) * 100)
        : OptionalDouble.empty();
  }

  private static Optional<CustomTag> tag(NamedExpressionIr attribute) {
    CustomTag.Builder tag = CustomTag.newBuilder().setTag(attribute.name());
    Optional<String> literal = literal(attribute.expression()).filter(value -> !value.isEmpty());
    if (literal.isPresent()) {
      return Optional.of(
          tag.setLiteral(CustomTag.Literal.newBuilder().setValue(literal.get())).build());
    }
    return group(HEADER, attribute.expression())
        .filter(name -> !SECRET_HEADERS.contains(name.toLowerCase(Locale.ROOT)))
        .map(name -> tag.setRequestHeader(CustomTag.Header.newBuilder().setName(name)).build());
  }

  private static Optional<String> literal(String expression) {
    return group(LITERAL, expression);
  }

  private static Optional<String> group(Pattern pattern, String expression) {
    Matcher matcher = pattern.matcher(expression.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String first = matcher.group(1);
    return Optional.of(first != null ? first : matcher.group(2));
  }
}
