package dev.agentgateway.controlplane.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import org.junit.jupiter.api.Test;

final class ProxyObjectsTest {

  @Test
  void namesThatAServiceMayNotHaveAreReplacedByOnesThatStayApart() {
    assertThat(ProxyNames.of("edge")).isEqualTo("edge");
    assertThat(ProxyNames.of("a.b"))
        .matches("gw-a-b-[0-9a-f]{8}")
        .isNotEqualTo(ProxyNames.of("a-b"));
    assertThat(ProxyNames.of("1st")).startsWith("gw-1st-");
    assertThat(ProxyNames.of("x".repeat(253))).hasSize(63);
  }

  @Test
  void anImageIsReplacedInParts() {
    assertThat(image("{registry: r2}")).isEqualTo("r2/team/proxy:1");
    assertThat(image("{repository: other}")).isEqualTo("r:5000/other:1");
    assertThat(image("{digest: 'sha256:ab'}")).isEqualTo("r:5000/team/proxy@sha256:ab");
  }

  @Test
  void aPatchMayReplaceAndTakeAway() {
    ObjectNode base = yaml("{a: {x: 1, y: 2}, list: [1, 2, 3], ports: [{port: 1}], kept: 1}");
    StrategicMerge.apply(
        base,
        yaml(
            """
            a: {$patch: replace, z: 3}
            $deleteFromPrimitiveList/list: [2]
            $setElementOrder/list: [3, 1]
            ports: [{$patch: replace}, {port: 2}]
            kept: null
            """));
    assertThat(base).isEqualTo(yaml("{a: {z: 3}, list: [1, 3], ports: [{port: 2}]}"));
  }

  @Test
  void aWorkloadIsReadyWhenItsPresentPodsAre() {
    assertThat(isReady("{spec: {replicas: 2}, status: {readyReplicas: 2}}")).isTrue();
    assertThat(isReady("{spec: {replicas: 2}, status: {readyReplicas: 1}}")).isFalse();
    assertThat(isReady("{spec: {}, status: {readyReplicas: 1}}")).isTrue();
    assertThat(isReady("{spec: {}}")).isFalse();
    assertThat(
            isReady(
                "{metadata: {generation: 2}, status: {observedGeneration: 1, readyReplicas: 1}}"))
        .isFalse();
    assertThat(isReady("{kind: DaemonSet, status: {desiredNumberScheduled: 3, numberReady: 3}}"))
        .isTrue();
    assertThat(isReady("{kind: DaemonSet, status: {desiredNumberScheduled: 3, numberReady: 2}}"))
        .isFalse();
  }

  private static boolean isReady(String workload) {
    return Workloads.isReady(yaml(workload));
  }

  private static String image(String parameters) {
    return ProxyParameters.image("r:5000/team/proxy:1", yaml(parameters));
  }

  private static ObjectNode yaml(String text) {
    try {
      return (ObjectNode) new YAMLMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
