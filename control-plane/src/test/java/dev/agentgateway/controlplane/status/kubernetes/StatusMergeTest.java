package dev.agentgateway.controlplane.status.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import org.junit.jupiter.api.Test;

final class StatusMergeTest {

  private static final String CLEAR =
      "conditions: [{type: Accepted, status: 'True', reason: A, lastTransitionTime: new}]";

  private final StatusMerge merge = new StatusMerge("us");

  @Test
  void aConditionThatKeepsItsValueKeepsItsTime() {
    String stored =
        "conditions: [{type: Accepted, status: 'True', reason: B, lastTransitionTime: old}]";
    assertThat(merge.apply(yaml(CLEAR), yaml(stored)).orElseThrow())
        .isEqualTo(yaml(CLEAR.replace("new", "old")));
    assertThat(merge.apply(yaml(CLEAR), yaml(stored.replace("True", "False"))).orElseThrow())
        .isEqualTo(yaml(CLEAR));
  }

  @Test
  void nothingIsWrittenWhereOnlyDefaultsAndOthersConditionsAreMore() {
    String stored =
        """
        conditions:
        - {type: Theirs, status: 'False'}
        - {type: Accepted, status: 'True', reason: A, lastTransitionTime: old}
        addresses: []
        """;
    assertThat(merge.apply(yaml(CLEAR), yaml(stored))).isEmpty();
  }

  @Test
  void entriesOfOtherControllersStay() {
    String wanted = "parents: [{parentRef: {name: g}, controllerName: us, conditions: []}]";
    String stored =
        """
        parents:
        - {parentRef: {name: h}, controllerName: them, conditions: []}
        - {parentRef: {name: old}, controllerName: us, conditions: []}
        """;
    assertThat(merge.apply(yaml(wanted), yaml(stored)).orElseThrow())
        .isEqualTo(
            yaml(
                """
                parents:
                - {parentRef: {name: g}, controllerName: us, conditions: []}
                - {parentRef: {name: h}, controllerName: them, conditions: []}
                """));
  }

  @Test
  void whatIsOursNoMoreIsWithdrawnAndNothingElse() {
    String stored =
        """
        ancestors:
        - {ancestorRef: {name: g}, controllerName: us}
        - {ancestorRef: {name: g}, controllerName: them}
        """;
    assertThat(merge.withdraw(yaml(stored)).orElseThrow())
        .isEqualTo(yaml("ancestors: [{ancestorRef: {name: g}, controllerName: them}]"));
    assertThat(merge.withdraw(yaml("ancestors: [{controllerName: them}]"))).isEmpty();
    assertThat(merge.withdraw(yaml("conditions: [{type: Accepted}]"))).isEmpty();
  }

  @Test
  void aListenerThatWentAwayIsAChange() {
    String wanted = "listeners: [{name: a, attachedRoutes: 1}]";
    assertThat(merge.apply(yaml(wanted), yaml("listeners: [{name: a, attachedRoutes: 1}]")))
        .isEmpty();
    assertThat(
            merge.apply(yaml(wanted), yaml("listeners: [{name: a, attachedRoutes: 1}, {name: b}]")))
        .isPresent();
  }

  private static ObjectNode yaml(String text) {
    try {
      return (ObjectNode) new YAMLMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
