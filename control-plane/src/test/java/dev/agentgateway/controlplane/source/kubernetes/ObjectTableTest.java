package dev.agentgateway.controlplane.source.kubernetes;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.api.v1alpha1.AgentgatewayPolicy;
import dev.agentgateway.controlplane.source.kubernetes.WatchedKind.Use;
import dev.agentgateway.controlplane.state.ObjectRef;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ObjectTableTest {

  private static final WatchedKind ROUTES = new WatchedKind(HTTPRoute.class, Use.ALL);
  private static final WatchedKind POLICIES =
      new WatchedKind(AgentgatewayPolicy.class, Use.MENTIONING);
  private static final WatchedKind SECRETS = new WatchedKind(Secret.class, Use.MENTIONED);
  private static final ObjectRef ROUTE = new ObjectRef("HTTPRoute", "demo", "r");
  private static final ObjectRef SECRET = new ObjectRef("Secret", "demo", "key");

  private final ObjectTable table = new ObjectTable();

  @Test
  void aWrittenStatusIsNoNewState() {
    table.seen(ROUTES, route(1, 1, "hostnames: [a]", "{parents: []}"));
    assertThat(table.takeChanged()).isTrue();
    table.seen(ROUTES, route(2, 1, "hostnames: [a]", "{parents: [{controllerName: x}]}"));
    assertThat(table.takeChanged()).isFalse();
    assertThat(requireNonNull(table.stored().get(ROUTE)).resourceVersion()).isEqualTo("2");
    assertThat(
            requireNonNull(table.stored().get(ROUTE))
                .status()
                .at("/parents/0/controllerName")
                .asText())
        .isEqualTo("x");
    table.seen(ROUTES, route(3, 2, "hostnames: [b]", "{}"));
    assertThat(table.takeChanged()).isTrue();
  }

  @Test
  void aLabelAndANewObjectOfTheNameAreNewState() {
    table.seen(ROUTES, route(1, 1, "hostnames: [a]", "{}"));
    assertThat(table.takeChanged()).isTrue();
    GenericKubernetesResource labelled = route(2, 1, "hostnames: [a]", "{}");
    labelled.getMetadata().setLabels(Map.of("team", "a"));
    table.seen(ROUTES, labelled);
    assertThat(table.takeChanged()).isTrue();
    GenericKubernetesResource anew = route(3, 1, "hostnames: [b]", "{}");
    anew.getMetadata().setUid("another");
    table.seen(ROUTES, anew);
    assertThat(table.takeChanged()).isTrue();
  }

  @Test
  void theObjectThatIsThereStaysTheSameWhileItIsEqual() {
    table.seen(ROUTES, route(1, 1, "hostnames: [a]", "{}"));
    HTTPRoute before = table.state().httpRoutes().getFirst();
    table.listed(ROUTES, List.of(route(2, 1, "hostnames: [a]", "{parents: []}")));
    assertThat(table.state().httpRoutes().getFirst()).isSameAs(before);
  }

  @Test
  void whatIsNotInAListIsThereNoMore() {
    table.seen(ROUTES, route(1, 1, "hostnames: [a]", "{}"));
    table.listed(ROUTES, List.of());
    assertThat(table.state().objects()).isEmpty();
    assertThat(table.stored()).isEmpty();
  }

  @Test
  void anObjectThatCannotBeReadKeepsItsLastGoodVersion() {
    table.seen(ROUTES, route(1, 1, "hostnames: [a]", "{}"));
    table.seen(ROUTES, route(2, 2, "hostnames: {a: b}", "{}"));
    assertThat(table.state().httpRoutes().getFirst().getSpec().getHostnames()).containsExactly("a");
    assertThat(table.problems()).hasSize(1);
    table.seen(ROUTES, route(3, 3, "hostnames: [c]", "{}"));
    assertThat(table.problems()).isEmpty();
  }

  @Test
  void onlySecretsThatAnObjectMentionsAreKept() {
    table.seen(SECRETS, secret(1, "key"));
    table.seen(SECRETS, secret(1, "other"));
    assertThat(table.state().objects()).isEmpty();
    table.seen(POLICIES, policy(1, "key"));
    assertThat(table.takeWanted()).containsExactly(SECRET);
    table.fetched(SECRETS, secret(1, "key"));
    assertThat(table.state().secret("demo", "key")).isPresent();
    assertThat(table.state().secret("demo", "other")).isEmpty();
  }

  @Test
  void aSecretThatIsMentionedNoMoreIsForgottenAndFoundAgain() {
    table.seen(POLICIES, policy(1, "key"));
    assertThat(table.takeWanted()).isEmpty();
    table.seen(SECRETS, secret(1, "key"));
    assertThat(table.state().secret("demo", "key")).isPresent();
    table.seen(POLICIES, policy(2, "another"));
    table.takeWanted();
    assertThat(table.state().secret("demo", "key")).isEmpty();
    table.seen(POLICIES, policy(3, "key"));
    assertThat(table.takeWanted()).containsExactly(SECRET);
  }

  @Test
  void anAnswerThatItsWatchOvertookIsPassedOver() {
    table.seen(POLICIES, policy(1, "key"));
    table.takeWanted();
    table.seen(SECRETS, secret(10, "key"));
    table.fetched(SECRETS, secret(9, "key"));
    assertThat(requireNonNull(table.stored().get(SECRET)).resourceVersion()).isEqualTo("10");
  }

  private static GenericKubernetesResource route(
      int version, int generation, String spec, String status) {
    return object(
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: r, namespace: demo, resourceVersion: "%d", generation: %d}
        spec: {%s}
        status: %s
        """
            .formatted(version, generation, spec, status));
  }

  private static GenericKubernetesResource secret(int version, String name) {
    return object(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: %s, namespace: demo, resourceVersion: "%d"}
        data: {Authorization: aGk=}
        """
            .formatted(name, version));
  }

  private static GenericKubernetesResource policy(int generation, String secret) {
    return object(
        """
        apiVersion: agentgateway.dev/v1alpha1
        kind: AgentgatewayPolicy
        metadata: {name: p, namespace: demo, resourceVersion: "1", generation: %d}
        spec: {backend: {auth: {secretRef: {name: %s}}}}
        """
            .formatted(generation, secret));
  }

  private static GenericKubernetesResource object(String yaml) {
    return Serialization.unmarshal(yaml, GenericKubernetesResource.class);
  }
}
