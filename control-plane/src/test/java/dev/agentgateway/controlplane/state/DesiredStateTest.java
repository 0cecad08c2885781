package dev.agentgateway.controlplane.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DesiredStateTest {

  @Test
  void objectsAreFoundByKindNamespaceAndName() {
    DesiredState state =
        DesiredState.of(List.of(service("b", "x"), service("a", "y"), service("a", "x")));
    assertThat(state.all(Service.class))
        .extracting(DesiredState::refOf)
        .extracting(ObjectRef::toString)
        .containsExactly("Service a/x", "Service a/y", "Service b/x");
    assertThat(state.in(Service.class, "a")).hasSize(2);
    assertThat(state.service("b", "x")).isPresent();
    assertThat(state.service("b", "y")).isEmpty();
    assertThat(state.all(Secret.class)).isEmpty();
  }

  @Test
  void orderDoesNotMatterAndContentDoes() {
    DesiredState one = DesiredState.of(List.of(service("a", "x"), service("a", "y")));
    DesiredState same = DesiredState.of(List.of(service("a", "y"), service("a", "x")));
    HasMetadata changed =
        new ServiceBuilder(service("a", "y")).withNewSpec().withType("X").endSpec().build();
    assertThat(one).isEqualTo(same).hasSameHashCodeAs(same);
    assertThat(one).isNotEqualTo(DesiredState.of(List.of(service("a", "x"), changed)));
    assertThat(one).isNotEqualTo(DesiredState.empty());
  }

  @Test
  void oneReferenceCannotStandForTwoObjects() {
    assertThatThrownBy(() -> DesiredState.of(List.of(service("a", "x"), service("a", "x"))))
        .hasMessage("Service a/x: present twice (expected: once)");
    assertThatThrownBy(() -> DesiredState.of(List.of(new Pod())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void namespacesThatAreOnlyMentionedHaveTheirNameAsLabel() {
    Namespace team =
        new NamespaceBuilder()
            .withNewMetadata()
            .withName("team")
            .addToLabels("tier", "one")
            .endMetadata()
            .build();
    DesiredState state = DesiredState.of(List.of(team, service("other", "x")));
    assertThat(state.namespaces()).containsOnlyKeys("other", "team");
    assertThat(state.namespaceLabels("team"))
        .containsEntry("tier", "one")
        .containsEntry("kubernetes.io/metadata.name", "team");
    assertThat(state.namespaceLabels("other"))
        .containsOnlyKeys("kubernetes.io/metadata.name")
        .containsValue("other");
  }

  @Test
  void slicesBelongToTheServiceThatTheirLabelNames() {
    EndpointSlice slice =
        new EndpointSliceBuilder()
            .withNewMetadata()
            .withNamespace("a")
            .withName("x-1")
            .addToLabels("kubernetes.io/service-name", "x")
            .endMetadata()
            .build();
    DesiredState state = DesiredState.of(List.of(slice, service("a", "x")));
    assertThat(state.endpointSlices("a", "x")).containsExactly(slice);
    assertThat(state.endpointSlices("b", "x")).isEmpty();
  }

  @Test
  void theTextFormHoldsNoSecrets() {
    Secret secret =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace("a")
            .withName("s")
            .endMetadata()
            .addToData("k", "aHVudGVyMg==")
            .build();
    assertThat(DesiredState.of(List.of(secret)).toString()).isEqualTo("DesiredState[Secret a/s]");
  }

  private static Service service(String namespace, String name) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .build();
  }
}
