package dev.agentgateway.controlplane.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.translation.Condition;
import dev.agentgateway.controlplane.translation.ResourceType;
import dev.agentgateway.controlplane.translation.Translation;
import dev.agentgateway.controlplane.view.SampleControlPlane;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StatusStoreTest {

  private static final ObjectRef ROUTE = new ObjectRef("HTTPRoute", "shop", "echo");
  private static final ObjectRef GATEWAY = new ObjectRef("Gateway", "shop", "edge");
  private static final Translation TRANSLATION = SampleControlPlane.full().translation().get();

  private Instant now = SampleControlPlane.NOW;
  private final StatusStore store = new StatusStore(() -> now);

  @Test
  void aRefusedVirtualHostIsToldToItsRouteAndNotToItsGateway() {
    store.translated(TRANSLATION);
    store.refused(List.of(refusal(ResourceType.VIRTUAL_HOST, SampleControlPlane.REFUSED)));
    Condition programmed = programmed(ROUTE).orElseThrow().condition();
    assertThat(programmed.status()).isEqualTo(Condition.Status.FALSE);
    assertThat(programmed.reason()).isEqualTo("RejectedByProxy");
    assertThat(programmed.message()).contains("proxy-b").contains("no such thing");
    assertThat(programmed(GATEWAY).orElseThrow().condition().status())
        .isEqualTo(Condition.Status.TRUE);
  }

  @Test
  void aRefusedListenerIsToldToItsGateway() {
    store.translated(TRANSLATION);
    store.refused(List.of(refusal(ResourceType.LISTENER, "shop/edge/8080")));
    assertThat(programmed(GATEWAY).orElseThrow().condition().status())
        .isEqualTo(Condition.Status.FALSE);
  }

  @Test
  void aRefusalThatIsGoneIsGoneFromTheStatus() {
    store.translated(TRANSLATION);
    store.refused(List.of(refusal(ResourceType.VIRTUAL_HOST, SampleControlPlane.REFUSED)));
    store.refused(List.of());
    assertThat(programmed(ROUTE)).isEmpty();
  }

  @Test
  void aConditionKeepsItsTimeUntilItsValueChanges() {
    store.translated(TRANSLATION);
    now = now.plus(Duration.ofMinutes(1));
    store.translated(TRANSLATION);
    assertThat(programmed(GATEWAY).orElseThrow().since()).isEqualTo(SampleControlPlane.NOW);
    store.refused(List.of(refusal(ResourceType.LISTENER, "shop/edge/8080")));
    assertThat(programmed(GATEWAY).orElseThrow().since()).isEqualTo(now);
    now = now.plus(Duration.ofMinutes(1));
    store.refused(
        List.of(new Nack("proxy-c", ResourceType.LISTENER, "shop/edge/8080", "another reason")));
    assertThat(programmed(GATEWAY).orElseThrow().since()).isEqualTo(now.minusSeconds(60));
  }

  @Test
  void aGatewayThatCannotBeGivenProxiesIsTold() {
    store.translated(TRANSLATION);
    assertThat(store.unprovisioned(Map.of(GATEWAY, "spec.type: Unsupported value")))
        .containsExactly(GATEWAY);
    Condition programmed = programmed(GATEWAY).orElseThrow().condition();
    assertThat(programmed.status()).isEqualTo(Condition.Status.FALSE);
    assertThat(programmed.reason()).isEqualTo("Invalid");
    assertThat(programmed.message()).contains("spec.type: Unsupported value");
    assertThat(store.unprovisioned(Map.of())).containsExactly(GATEWAY);
    assertThat(programmed(GATEWAY).orElseThrow().condition().status())
        .isEqualTo(Condition.Status.TRUE);
  }

  @Test
  void aRefusalOfSomethingUnknownChangesNothing() {
    store.translated(TRANSLATION);
    store.refused(List.of(refusal(ResourceType.CLUSTER, "shop/edge/service/no/where/1")));
    assertThat(programmed(ROUTE)).isEmpty();
  }

  private static Nack refusal(ResourceType type, String name) {
    return new Nack("proxy-b", type, name, "no such thing");
  }

  private Optional<PlacedCondition> programmed(ObjectRef object) {
    return store.current().conditions(object).stream()
        .filter(placed -> placed.condition().type().equals("Programmed"))
        .findFirst();
  }
}
