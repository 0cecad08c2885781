package dev.agentgateway.controlplane.translation;

import dev.agentgateway.api.cel.CelEnvironment;
import dev.agentgateway.controlplane.ir.GatewayIr;
import dev.agentgateway.controlplane.ir.VirtualHostIr.RouteRef;
import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.translation.gateway.GatewayModel;
import dev.agentgateway.controlplane.translation.policy.PolicyReport;
import dev.agentgateway.controlplane.translation.policy.Reach;
import dev.agentgateway.controlplane.translation.route.RouteOutcome;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns desired states into translations.
 *
 * <p>A translation depends on nothing but the options and the state: what is remembered of the
 * previous one only saves work and keeps instances of what did not change.
 *
 * <p>Threading: one thread at a time.
 */
public final class Translator {

  private final TranslationOptions options;
  private final CelEnvironment expressions = CelEnvironment.create();
  private @Nullable Surroundings surroundings;
  private Map<RouteRef, Translated> outcomes = new HashMap<>();
  private Translation previous = Translation.EMPTY;

  public Translator(TranslationOptions options) {
    this.options = options;
  }

  /** Translates one state, remembering nothing. */
  public static Translation translate(DesiredState state, TranslationOptions options) {
    return new Translator(options).translate(state);
  }

  /** Translates a state. */
  public Translation translate(DesiredState state) {
    Surroundings current = surroundings(state);
    List<RouteOutcome> routes = routes(current, state.httpRoutes());

    Map<String, GatewayAssembly> assemblies = new LinkedHashMap<>();
    for (GatewayModel gateway : current.gateways()) {
      assemblies.put(gateway.id(), new GatewayAssembly(gateway));
    }
    for (RouteOutcome route : routes) {
      for (RouteOutcome.Placement placement : route.placements()) {
        Objects.requireNonNull(assemblies.get(placement.gateway())).add(placement);
      }
    }
    List<GatewayIr> gateways =
        assemblies.values().stream()
            .map(each -> each.ir(current.policies().tracing(each.gateway()), state))
            .toList();

    PolicyReport policies =
        current
            .policies()
            .report(
                options.controllerName(),
                new Reach(state, current.gateways(), routes, current.policies()));
    List<ObjectStatus> statuses = new ArrayList<>(current.statuses());
    assemblies.values().forEach(assembly -> statuses.add(assembly.status()));
    statuses.addAll(policies.statuses());
    List<Problem> problems = new ArrayList<>(policies.notes());
    for (RouteOutcome route : routes) {
      if (!route.status().parents().isEmpty()) {
        statuses.add(route.status());
      }
      problems.addAll(route.problems());
    }
    previous = translation(gateways, statuses, problems);
    return previous;
  }

  private Surroundings surroundings(DesiredState state) {
    Surroundings last = surroundings;
    if (last != null && last.holdFor(state)) {
      return last;
    }
    Surroundings fresh = new Surroundings(state, options, expressions);
    surroundings = fresh;
    outcomes = new HashMap<>();
    return fresh;
  }

  private List<RouteOutcome> routes(Surroundings current, List<HTTPRoute> written) {
    Map<RouteRef, Translated> kept = new HashMap<>(written.size() * 2);
    List<RouteOutcome> routes = new ArrayList<>(written.size());
    for (HTTPRoute route : written) {
      RouteRef name =
          new RouteRef(route.getMetadata().getNamespace(), route.getMetadata().getName());
      Translated last = outcomes.get(name);
      Translated translated =
          last != null && last.route().equals(route)
              ? last
              : new Translated(route, current.routes().translate(route));
      kept.put(name, translated);
      routes.add(translated.outcome());
    }
    outcomes = kept;
    return routes;
  }

  /** What came of a route against the surroundings that are remembered. */
  private record Translated(HTTPRoute route, RouteOutcome outcome) {}

  /** Sorts, adds what the statuses themselves tell, and keeps instances that did not change. */
  private Translation translation(
      List<GatewayIr> gateways, List<ObjectStatus> statuses, List<Problem> problems) {
    statuses.sort(Comparator.comparing(ObjectStatus::object));
    List<ObjectStatus> kept = new ArrayList<>(statuses.size());
    for (ObjectStatus status : statuses) {
      ObjectStatus before = previous.status(status.object()).orElse(status);
      kept.add(before.equals(status) ? before : status);
      problems.addAll(StatusProblems.of(status));
    }
    problems.sort(Comparator.comparing(Problem::object).thenComparing(Problem::message));
    Map<String, GatewayIr> last = new HashMap<>();
    previous.gateways().forEach(gateway -> last.put(gateway.id(), gateway));
    List<GatewayIr> reused = new ArrayList<>(gateways.size());
    for (GatewayIr gateway : gateways) {
      GatewayIr before = last.getOrDefault(gateway.id(), gateway);
      reused.add(before.equals(gateway) ? before : gateway);
    }
    return new Translation(reused, kept, problems);
  }
}
