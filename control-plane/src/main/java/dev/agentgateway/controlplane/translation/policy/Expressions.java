package dev.agentgateway.controlplane.translation.policy;

import dev.agentgateway.api.cel.CelEnvironment;
import dev.agentgateway.api.cel.Phase;
import dev.agentgateway.api.v1alpha1.Tracing.NamedExpression;
import dev.agentgateway.controlplane.ir.FrontendPolicyIr.NamedExpressionIr;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the CEL expressions of one part of a policy. */
final class Expressions {

  private final String where;
  private final CelEnvironment environment;
  private final List<String> faults = new ArrayList<>();

  /**
   * @param where the part, for people
   */
  Expressions(String where, CelEnvironment environment) {
    this.where = where;
    this.environment = environment;
  }

  /** What is wrong with those checked, with positions. */
  List<String> faults() {
    return faults;
  }

  void check(String field, @Nullable String expression, Phase phase) {
    if (expression != null) {
      environment
          .check(expression, phase)
          .ifPresent(
              problem ->
                  faults.add(where + " " + field + " is not a valid CEL expression: " + problem));
    }
  }

  /** Every one of them, which are each a {@code what}. */
  void check(String what, List<NamedExpression> named, Phase phase) {
    for (NamedExpression each : named) {
      check(what + " \"" + each.name() + "\"", each.expression(), phase);
    }
  }

  static List<NamedExpressionIr> ir(List<NamedExpression> named) {
    return named.stream()
        .map(each -> new NamedExpressionIr(each.name(), each.expression()))
        .toList();
  }
}
