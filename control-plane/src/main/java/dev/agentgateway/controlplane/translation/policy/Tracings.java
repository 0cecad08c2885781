package dev.agentgateway.controlplane.translation.policy;

import dev.agentgateway.api.cel.CelEnvironment;
import dev.agentgateway.api.cel.Phase;
import dev.agentgateway.api.v1alpha1.BackendRef;
import dev.agentgateway.api.v1alpha1.Tracing;
import dev.agentgateway.controlplane.ir.FrontendPolicyIr.CollectorIr;
import dev.agentgateway.controlplane.ir.FrontendPolicyIr.ExportHeaderIr;
import dev.agentgateway.controlplane.ir.FrontendPolicyIr.TracingIr;
import dev.agentgateway.controlplane.ir.UpstreamAuthIr.PlaceIr;
import dev.agentgateway.controlplane.translation.backend.BackendReference;
import dev.agentgateway.controlplane.translation.backend.BackendTarget;
import dev.agentgateway.controlplane.translation.backend.Backends;
import dev.agentgateway.controlplane.translation.backend.Credential;
import dev.agentgateway.controlplane.translation.backend.Resolution;
import dev.agentgateway.controlplane.translation.reference.Referrer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code spec.frontend.tracing} of one policy, translated.
 *
 * @param policy whose tracing it is
 * @param collector where spans go
 * @param faults what is wrong with it; the rest of it works
 * @param notes what its author should know
 */
record Tracings(
    PolicyModel policy,
    Tracing tracing,
    Resolution collector,
    Optional<String> path,
    List<String> faults,
    List<String> notes) {

  private static final String DEFAULT_PATH = "/v1/traces";

  static Tracings of(
      PolicyModel policy, Tracing tracing, Backends backends, CelEnvironment expressions) {
    List<String> faults = new ArrayList<>(expressionFaults(tracing, expressions));
    CollectorUrl url = tracing.url() == null ? null : CollectorUrl.parse(tracing.url());
    Resolution collector = collector(policy, tracing, url, backends);
    if (collector instanceof Resolution.Missing(String reason, String message)) {
      faults.add("failed to translate tracing backend: " + message);
    }
    List<String> notes = new ArrayList<>();
    if (tracing.clientSampling() == null) {
      notes.add(
          "frontend.tracing.clientSampling is not set: every request that its caller sampled is"
              + " traced, so callers choose how much is stored");
    }
    return new Tracings(policy, tracing, collector, path(tracing, url), faults, notes);
  }

  /** What a Gateway is told. */
  TracingIr ir(String gatewayId) {
    Tracing.Attributes attributes = tracing.attributes();
    return new TracingIr(
        policy.id(),
        policy.conditions().observedGeneration(),
        collectorIr(gatewayId),
        Optional.ofNullable(tracing.clientSampling()),
        Optional.ofNullable(tracing.randomSampling()),
        Optional.ofNullable(tracing.parentNotSampled()),
        Optional.ofNullable(tracing.filter()),
        Expressions.ir(tracing.resources()),
        attributes == null ? List.of() : Expressions.ir(attributes.add()),
        attributes == null ? List.of() : attributes.remove(),
        tracing.runs() == Tracing.Runs.On);
  }

  /** The backendRef, KIND/NAMESPACE/NAME[/PORT]. */
  Optional<String> reference() {
    return Optional.ofNullable(tracing.backendRef())
        .map(ref -> reference(ref, policy.ref().namespace()).path());
  }

  /** The cluster that spans go to, empty where nothing usable is named. */
  Optional<GatewayFrontend.Collector> cluster(String gatewayId) {
    return switch (collector) {
      case Resolution.Found(BackendTarget target) ->
          Optional.of(new GatewayFrontend.Collector(clusterName(gatewayId), target, isGrpc()));
      case Resolution.Missing _ -> Optional.empty();
    };
  }

  private CollectorIr collectorIr(String gatewayId) {
    return switch (collector) {
      case Resolution.Missing(String reason, String message) -> new CollectorIr.Invalid(message);
      case Resolution.Found(BackendTarget target) ->
          new CollectorIr.Otlp(
              clusterName(gatewayId), target.authority(), path, headers(gatewayId, target));
    };
  }

  private static List<ExportHeaderIr> headers(String gatewayId, BackendTarget target) {
    if (!(target.credential().orElse(null)
        instanceof Credential.Stored(Optional<PlaceIr> written, String secret, String _))) {
      return List.of();
    }
    PlaceIr place = written.orElse(Credential.BEARER);
    return List.of(new ExportHeaderIr(place.header(), gatewayId + "/" + secret, place.prefix()));
  }

  private String clusterName(String gatewayId) {
    return gatewayId + "/collector/" + policy.id();
  }

  private boolean isGrpc() {
    return tracing.protocol() == Tracing.Protocol.GRPC;
  }

  private static Resolution collector(
      PolicyModel policy, Tracing tracing, @Nullable CollectorUrl url, Backends backends) {
    boolean grpc = tracing.protocol() == Tracing.Protocol.GRPC;
    if (url != null) {
      if (grpc && url.path().isPresent()) {
        return new Resolution.Missing(
            "Invalid", "frontend tracing url path is only valid with protocol HTTP");
      }
      return new Resolution.Found(url.target(policy.ref(), grpc));
    }
    BackendRef ref = tracing.backendRef();
    if (tracing.url() != null) {
      return new Resolution.Missing(
          "Invalid", "url: " + tracing.url() + " (expected: http:// or https:// and a host)");
    }
    if (ref == null) {
      return new Resolution.Missing(
          "Invalid", "exactly one of the fields in [backendRef url] must be set");
    }
    String namespace = policy.ref().namespace();
    return backends.forCollector(Referrer.policy(namespace), reference(ref, namespace), grpc);
  }

  private static BackendReference reference(BackendRef ref, String ownNamespace) {
    return BackendReference.of(
        ref.group(), ref.kind(), ref.namespace(), ref.name(), ref.port(), ownNamespace);
  }

  private static Optional<String> path(Tracing tracing, @Nullable CollectorUrl url) {
    if (tracing.protocol() == Tracing.Protocol.GRPC) {
      return Optional.empty();
    }
    if (tracing.path() != null) {
      return Optional.of(tracing.path());
    }
    return Optional.of(url == null ? DEFAULT_PATH : url.path().orElse(DEFAULT_PATH));
  }

  private static List<String> expressionFaults(Tracing tracing, CelEnvironment environment) {
    Expressions expressions = new Expressions("frontend tracing", environment);
    Tracing.Attributes attributes = tracing.attributes();
    if (attributes != null) {
      expressions.check("attribute", attributes.add(), Phase.LOG);
    }
    expressions.check("resource", tracing.resources(), Phase.RESOURCE);
    expressions.check("randomSampling", tracing.randomSampling(), Phase.SAMPLING);
    expressions.check("clientSampling", tracing.clientSampling(), Phase.SAMPLING);
    expressions.check("parentNotSampled", tracing.parentNotSampled(), Phase.SAMPLING);
    expressions.check("filter", tracing.filter(), Phase.LOG);
    return expressions.faults();
  }
}
