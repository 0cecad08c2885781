package dev.agentgateway.controlplane.dashboard;

import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.status.PlacedCondition;
import dev.agentgateway.controlplane.status.Statuses;
import java.util.List;

/**
 * A condition of an object.
 *
 * @param where the listener, parent or ancestor; empty for the object itself
 * @param bad whether it is bad news
 */
public record ConditionRow(
    String where, String type, String status, String reason, String message, boolean bad) {

  static List<ConditionRow> of(ObjectRef object, Statuses statuses) {
    return statuses.conditions(object).stream()
        .map(
            placed ->
                new ConditionRow(
                    placed.where(),
                    placed.condition().type(),
                    placed.condition().status().text(),
                    placed.condition().reason(),
                    placed.condition().message(),
                    isBad(placed)))
        .toList();
  }

  private static boolean isBad(PlacedCondition placed) {
    return placed.isBad() || placed.condition().reason().equals("PartiallyValid");
  }
}
