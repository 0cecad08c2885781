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

  private static final String HTTP_ROUTE = "HTTPRoute";

  private final TranslationOptions options;
  private final CelEnvironment expressions = CelEnvironment.create();
  private @Nullable Surroundings surroundings;
  private Map<RouteRef, Translated> translatedRoutes = new HashMap<>();
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
    List<Translated> routes = routes(current, state.httpRoutes());

    Map<String, GatewayAssembly> assemblies = new LinkedHashMap<>();
    for (GatewayModel gateway : current.gateways()) {
      assemblies.put(gateway.id(), new GatewayAssembly(gateway));
    }
    for (Translated route : routes) {
      for (RouteOutcome.Placement placement : route.outcome().placements()) {
        Objects.requireNonNull(assemblies.get(placement.gateway())).add(placement);
      }
    }
    List<GatewayIr> gateways =
        assemblies.values().stream()
            .map(each -> each.ir(current.policies().frontend(each.gateway()), state))
            .map(this::unchanged)
            .toList();

    PolicyReport policies =
        current
            .policies()
            .report(
                options.controllerName(),
                new Reach(
                    state,
                    current.gateways(),
                    routes.stream().map(Translated::outcome).toList(),
                    current.policies()));
    List<ObjectStatus> statuses = new ArrayList<>(current.statuses());
    assemblies.values().forEach(assembly -> statuses.add(assembly.status()));
    statuses.addAll(policies.statuses());
    previous =
        new Translation(
            gateways,
            statuses(statuses, routes),
            problems(current, statuses, policies.notes(), routes),
            current.policies().claims());
    return previous;
  }

  private Surroundings surroundings(DesiredState state) {
    Surroundings last = surroundings;
    if (last != null && last.holdFor(state)) {
      return last;
    }
    Surroundings fresh = new Surroundings(state, options, expressions, last);
    surroundings = fresh;
    return fresh;
  }

  private List<Translated> routes(Surroundings current, List<HTTPRoute> written) {
    Map<RouteRef, Translated> kept = new HashMap<>(written.size() * 2);
    List<Translated> routes = new ArrayList<>(written.size());
    for (HTTPRoute route : written) {
      RouteRef name =
          new RouteRef(route.getMetadata().getNamespace(), route.getMetadata().getName());
      Translated translated = translated(current, route, translatedRoutes.get(name));
      kept.put(name, translated);
      routes.add(translated);
    }
    translatedRoutes = kept;
    return routes;
  }

  private static Translated translated(
      Surroundings current, HTTPRoute route, @Nullable Translated last) {
    if (last != null && last.surroundings().equals(current) && last.route().equals(route)) {
      return last;
    }
    RouteOutcome outcome = current.routes().translate(route);
    if (last != null && last.outcome().equals(outcome)) {
      return new Translated(current, route, last.outcome(), last.problems());
    }
    List<Problem> problems = new ArrayList<>(outcome.problems());
    problems.addAll(StatusProblems.of(outcome.status()));
    return new Translated(current, route, outcome, problems);
  }

  private GatewayIr unchanged(GatewayIr gateway) {
    return previous.gateways().stream().filter(gateway::equals).findFirst().orElse(gateway);
  }

  /** Every status, sorted; HTTPRoutes come sorted. */
  private List<ObjectStatus> statuses(List<ObjectStatus> others, List<Translated> routes) {
    others.sort(Comparator.comparing(ObjectStatus::object));
    List<ObjectStatus> statuses = new ArrayList<>(others.size() + routes.size());
    int next = 0;
    while (next < others.size() && others.get(next).object().kind().compareTo(HTTP_ROUTE) < 0) {
      statuses.add(unchanged(others.get(next++)));
    }
    for (Translated route : routes) {
      if (!route.outcome().status().parents().isEmpty()) {
        statuses.add(route.outcome().status());
      }
    }
    while (next < others.size()) {
      statuses.add(unchanged(others.get(next++)));
    }
    return statuses;
  }

  private ObjectStatus unchanged(ObjectStatus status) {
    return previous.status(status.object()).filter(status::equals).orElse(status);
  }

  private static List<Problem> problems(
      Surroundings current,
      List<ObjectStatus> statuses,
      List<Problem> notes,
      List<Translated> routes) {
    List<Problem> problems = new ArrayList<>(current.problems());
    problems.addAll(notes);
    statuses.forEach(status -> problems.addAll(StatusProblems.of(status)));
    routes.forEach(route -> problems.addAll(route.problems()));
    problems.sort(Comparator.comparing(Problem::object).thenComparing(Problem::message));
    return problems;
  }

  /**
   * What came of a route.
   *
   * @param surroundings what it was translated against
   * @param problems all, those that its status tells included
   */
  private record Translated(
      Surroundings surroundings, HTTPRoute route, RouteOutcome outcome, List<Problem> problems) {}
}
