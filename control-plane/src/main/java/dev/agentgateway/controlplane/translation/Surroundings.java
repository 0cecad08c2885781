package dev.agentgateway.controlplane.translation;

import dev.agentgateway.api.cel.CelEnvironment;
import dev.agentgateway.api.v1alpha1.AgentgatewayBackend;
import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.translation.backend.Backends;
import dev.agentgateway.controlplane.translation.gateway.CertificateReader;
import dev.agentgateway.controlplane.translation.gateway.GatewayCheck;
import dev.agentgateway.controlplane.translation.gateway.GatewayClasses;
import dev.agentgateway.controlplane.translation.gateway.GatewayModel;
import dev.agentgateway.controlplane.translation.gateway.GivenAddresses;
import dev.agentgateway.controlplane.translation.gateway.ListenerCertificates;
import dev.agentgateway.controlplane.translation.policy.AttachedPolicies;
import dev.agentgateway.controlplane.translation.policy.Policies;
import dev.agentgateway.controlplane.translation.reference.Grants;
import dev.agentgateway.controlplane.translation.route.HttpRoutes;
import dev.agentgateway.controlplane.translation.route.UnservedKinds;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1beta1.ReferenceGrant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything of a state that HTTPRoutes are translated against. It holds for every state that
 * differs in HTTPRoutes and EndpointSlices only.
 */
final class Surroundings {

  private final List<HasMetadata> objects;
  private final CertificateReader reader;
  private final List<GatewayModel> gateways = new ArrayList<>();
  private final List<ObjectStatus> statuses = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private final HttpRoutes routes;
  private final AttachedPolicies policies;

  /**
   * @param last of an earlier state, whose knowledge is taken over; null: none
   */
  Surroundings(
      DesiredState state,
      TranslationOptions options,
      CelEnvironment expressions,
      @Nullable Surroundings last) {
    this.objects = surrounding(state);
    this.reader = new CertificateReader(last == null ? null : last.reader);
    Grants grants = Grants.of(state.all(ReferenceGrant.class));
    ListenerCertificates certificates = new ListenerCertificates(state, grants, reader);
    GatewayClasses classes = GatewayClasses.of(state, options.controllerName());
    statuses.addAll(classes.statuses());
    Map<String, GatewayModel> byId = new HashMap<>();
    for (Gateway gateway : state.gateways()) {
      if (classes.own(gateway)) {
        GatewayModel model =
            GatewayCheck.check(
                gateway,
                GivenAddresses.of(gateway, state, options),
                certificates,
                ref -> state.object(ref).isPresent());
        gateways.add(model);
        model.listeners().stream()
            .flatMap(listener -> listener.note().stream())
            .map(note -> new Problem(model.ref(), Problem.Severity.NOTE, "Note", note))
            .forEach(problems::add);
        byId.put(model.id(), model);
      } else {
        missingClass(gateway, state).ifPresent(problems::add);
      }
    }
    Policies read = Policies.read(state);
    Backends backends = new Backends(state, grants, read.settings());
    this.policies = read.attach(gateways, backends, expressions);
    for (AgentgatewayBackend backend : state.backends()) {
      statuses.add(backends.status(backend));
    }
    UnservedKinds unserved = new UnservedKinds(state, options.controllerName(), byId);
    statuses.addAll(unserved.statuses());
    this.routes =
        new HttpRoutes(
            options.controllerName(),
            byId,
            state::namespaceLabels,
            ref -> state.object(ref).isPresent(),
            backends,
            read.guards(),
            unserved,
            read.calls());
  }

  /**
   * Whether translating against this is translating against the state. Objects that both share are
   * not compared field by field.
   */
  boolean holdFor(DesiredState state) {
    return objects.equals(surrounding(state));
  }

  List<GatewayModel> gateways() {
    return gateways;
  }

  /** Of GatewayClasses, AgentgatewayBackends and what is not served. */
  List<ObjectStatus> statuses() {
    return statuses;
  }

  /** What no status tells. */
  List<Problem> problems() {
    return problems;
  }

  HttpRoutes routes() {
    return routes;
  }

  AttachedPolicies policies() {
    return policies;
  }

  private static Optional<Problem> missingClass(Gateway gateway, DesiredState state) {
    String name = gateway.getSpec().getGatewayClassName();
    return state.get(GatewayClass.class, "", name).isPresent()
        ? Optional.empty()
        : Optional.of(
            new Problem(
                DesiredState.refOf(gateway),
                Problem.Severity.ERROR,
                "InvalidClass",
                "gatewayClassName: GatewayClass " + name + " not found"));
  }

  private static List<HasMetadata> surrounding(DesiredState state) {
    return state.objects().stream()
        .filter(object -> !(object instanceof HTTPRoute) && !(object instanceof EndpointSlice))
        .toList();
  }
}
