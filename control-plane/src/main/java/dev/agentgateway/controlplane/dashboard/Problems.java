package dev.agentgateway.controlplane.dashboard;

import dev.agentgateway.controlplane.source.SourceProblem;
import dev.agentgateway.controlplane.source.SourceUpdate;
import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.status.PlacedCondition;
import dev.agentgateway.controlplane.status.StatusStore;
import dev.agentgateway.controlplane.status.Statuses;
import dev.agentgateway.controlplane.translation.ObjectStatus;
import dev.agentgateway.controlplane.translation.Problem;
import dev.agentgateway.controlplane.translation.Translation;
import dev.agentgateway.controlplane.view.ControlPlaneView;
import dev.agentgateway.controlplane.view.ProxyView;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Gathers everything that is wrong anywhere, the worst first, each thing once. */
final class Problems {

  private static final List<String> LEVELS = List.of("error", "warning", "note");

  private final ControlPlaneView view;
  private final Set<ProblemRow> rows = new LinkedHashSet<>();

  private Problems(ControlPlaneView view) {
    this.view = view;
  }

  static List<ProblemRow> of(ControlPlaneView view) {
    Problems problems = new Problems(view);
    problems.source();
    problems.proxies();
    problems.objects();
    return problems.rows.stream()
        .sorted(Comparator.comparingInt(row -> LEVELS.indexOf(row.level())))
        .toList();
  }

  private void source() {
    SourceUpdate source = view.source().get();
    source
        .unavailable()
        .ifPresent(
            reason ->
                add(
                    "error",
                    "Source",
                    "cannot be read: " + reason,
                    "The last good configuration stays in force. Make it readable again."));
    for (SourceProblem problem : source.problems()) {
      String place = problem.line() == 0 ? problem.file() : problem.file() + ":" + problem.line();
      String object = problem.object().map(ref -> ref + ": ").orElse("");
      switch (problem.severity()) {
        case ERROR ->
            add(
                "error",
                place,
                object + problem.reason(),
                "Not applied; an earlier good version stays in force.");
        case WARNING -> add("warning", place, object + problem.reason(), "Applied in part.");
        case NOTE -> add("note", place, object + problem.reason(), "");
      }
    }
  }

  private void proxies() {
    for (ProxyView proxy : view.proxies().get()) {
      String where = "Proxy " + proxy.id();
      for (ProxyView.Rejection rejection : proxy.rejected()) {
        add(
            "error",
            where,
            "refuses %s %s: %s".formatted(rejection.type(), rejection.name(), rejection.reason()),
            "It keeps the last good version. Fix the object that this comes from.");
      }
      proxy.activity().ifPresent(activity -> activity(where, activity));
    }
  }

  private void activity(String where, ProxyView.Activity activity) {
    if (activity.stale()) {
      add("warning", where, "serves configuration from its disk", "Newer changes do not reach it.");
    }
    for (ProxyView.Exporter exporter : activity.exporters()) {
      if (exporter.failing()) {
        add(
            "error",
            where,
            "cannot send spans for policy %s: %s"
                .formatted(exporter.policy(), exporter.lastError()),
            "Spans queue up to a limit and are then dropped and counted. Requests are not affected.");
      }
    }
  }

  private void objects() {
    Translation translation = view.translation().get();
    Statuses statuses = view.statuses().get();
    Set<ObjectRef> told = new HashSet<>();
    for (ObjectStatus status : translation.statuses()) {
      ObjectRef object = status.object();
      for (PlacedCondition placed : statuses.conditions(object)) {
        boolean partly = placed.condition().reason().equals("PartiallyValid");
        if (placed.isBad() || partly) {
          told.add(object);
        }
        // Refusals are told with their proxies.
        boolean refusal = placed.condition().reason().equals(StatusStore.REJECTED_BY_PROXY);
        if ((placed.isBad() || partly) && !refusal) {
          String place = placed.where().isEmpty() ? "" : " (" + placed.where() + ")";
          add(
              partly ? "warning" : "error",
              object + place,
              placed.condition().reason() + ": " + placed.condition().message(),
              "");
        }
      }
    }
    for (Problem problem : translation.problems()) {
      switch (problem.severity()) {
        case ERROR -> {
          if (!told.contains(problem.object())) {
            add("error", problem.object().toString(), problem.message(), "");
          }
        }
        case NOTE -> add("note", problem.object().toString(), problem.message(), "");
      }
    }
  }

  private void add(String level, String where, String what, String next) {
    rows.add(new ProblemRow(level, where, what, next));
  }
}
