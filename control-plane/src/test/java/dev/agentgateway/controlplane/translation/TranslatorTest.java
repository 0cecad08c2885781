package dev.agentgateway.controlplane.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.controlplane.ir.PortIr;
import dev.agentgateway.controlplane.ir.VirtualHostIr;
import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.state.ObjectRef;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TranslatorTest {

  private final Translator translator = new Translator(TranslationOptions.DEFAULT);

  @Test
  void noObjectsAreAnEmptyTranslation() {
    assertThat(translator.translate(DesiredState.empty())).isEqualTo(Translation.EMPTY);
  }

  @Test
  void whatIsRememberedNeverChangesWhatComesOut() {
    Random random = new Random(7);
    Scenario scenario = new Scenario();
    for (int step = 0; step < 200; step++) {
      String name = "n" + random.nextInt(5);
      HasMetadata object =
          switch (random.nextInt(3)) {
            case 0 -> Scenario.service(name);
            case 1 -> Scenario.slice(name, "10.0.0." + random.nextInt(1, 5));
            default -> Scenario.route(name, "/" + random.nextInt(3), "n" + random.nextInt(5));
          };
      DesiredState state =
          (random.nextInt(4) == 0 ? scenario.remove(object) : scenario.put(object)).state();

      assertThat(translator.translate(state))
          .isEqualTo(Translator.translate(state, TranslationOptions.DEFAULT));
    }
  }

  @Test
  void whatDidNotChangeIsTheSameInstance() {
    Scenario scenario =
        new Scenario()
            .put(Scenario.service("model"))
            .put(Scenario.slice("model", "10.0.0.1"))
            .put(Scenario.route("stays", "/a", "model"))
            .put(Scenario.route("changes", "/b", "model"));
    Translation before = translator.translate(scenario.state());
    Translation after =
        translator.translate(scenario.put(Scenario.route("changes", "/c", "model")).state());

    assertThat(host(after, "stays")).isSameAs(host(before, "stays"));
    assertThat(host(after, "changes")).isNotEqualTo(host(before, "changes"));
    ObjectRef stays = new ObjectRef("HTTPRoute", "demo", "stays");
    assertThat(after.status(stays).orElseThrow()).isSameAs(before.status(stays).orElseThrow());
  }

  @Test
  void endpointsThatComeAndGoTouchNoRoute() {
    Scenario scenario =
        new Scenario()
            .put(Scenario.service("model"))
            .put(Scenario.slice("model", "10.0.0.1"))
            .put(Scenario.route("chat", "/", "model"));
    Translation before = translator.translate(scenario.state());
    Translation after =
        translator.translate(scenario.put(Scenario.slice("model", "10.0.0.2")).state());

    assertThat(host(after, "chat")).isSameAs(host(before, "chat"));
    assertThat(after.gateways().getFirst().endpoints())
        .isNotEqualTo(before.gateways().getFirst().endpoints());
  }

  @Test
  void anEqualStateIsTheSameGateway() {
    Scenario scenario =
        new Scenario()
            .put(Scenario.service("model"))
            .put(Scenario.slice("model", "10.0.0.1"))
            .put(Scenario.route("chat", "/", "model"));
    Translation before = translator.translate(scenario.state());
    Translation after =
        translator.translate(scenario.put(Scenario.route("chat", "/", "model")).state());

    assertThat(after.gateways().getFirst()).isSameAs(before.gateways().getFirst());
  }

  @Test
  void everyResourceNameLeadsToItsObjects() {
    Translation translation =
        translator.translate(
            new Scenario()
                .put(Scenario.service("model"))
                .put(Scenario.route("chat", "/", "model"))
                .state());
    ObjectRef gateway = new ObjectRef("Gateway", "demo", "edge");
    ObjectRef route = new ObjectRef("HTTPRoute", "demo", "chat");
    ObjectRef service = new ObjectRef("Service", "demo", "model");

    assertThat(translation.causes(ResourceType.LISTENER, "demo/edge/8080"))
        .containsExactly(gateway);
    assertThat(translation.causes(ResourceType.LISTENER, "demo/edge:8080"))
        .containsExactly(gateway);
    assertThat(translation.causes(ResourceType.ROUTE_CONFIGURATION, "demo/edge/8080"))
        .containsExactly(gateway, route);
    assertThat(translation.causes(ResourceType.VIRTUAL_HOST, "demo/edge/8080/http/demo/chat/*"))
        .containsExactly(route, gateway);
    assertThat(translation.causes(ResourceType.VIRTUAL_HOST, "demo/edge/8080/http/-/*"))
        .containsExactly(gateway);
    assertThat(translation.causes(ResourceType.CLUSTER, "demo/edge/service/demo/model/80"))
        .containsExactly(service, route);
    assertThat(translation.causes(ResourceType.ENDPOINTS, "demo/edge/service/demo/model/80"))
        .containsExactly(service, route);
    assertThat(translation.causes(ResourceType.CLUSTER, "demo/edge/service/demo/other/80"))
        .isEmpty();
  }

  @Test
  void supportedFeaturesAreSortedAndAboutGateways() {
    ObjectStatus status =
        translator
            .translate(new Scenario().state())
            .status(new ObjectRef("GatewayClass", "", "agentgateway"))
            .orElseThrow();

    assertThat(((ObjectStatus.GatewayClassStatus) status).supportedFeatures())
        .isSorted()
        .doesNotHaveDuplicates()
        .hasSizeLessThanOrEqualTo(64)
        .contains("Gateway", "HTTPRoute", "ReferenceGrant")
        .noneMatch(name -> name.startsWith("Mesh"));
  }

  @Test
  void aParentThatIsNotThereIsAProblemOfTheRoute() {
    HasMetadata route = Scenario.route("chat", "/", "model");
    Translation translation =
        Translator.translate(DesiredState.of(List.of(route)), TranslationOptions.DEFAULT);

    assertThat(translation.problems())
        .extracting(Problem::message)
        .containsExactly("parentRefs: Gateway demo/edge not found");
  }

  @Test
  void aGatewayWhoseClassIsNotThereIsAProblem() {
    Scenario scenario = new Scenario();
    DesiredState withoutClass =
        DesiredState.of(
            scenario.state().objects().stream()
                .filter(object -> !(object instanceof GatewayClass))
                .toList());

    assertThat(translator.translate(withoutClass).problems())
        .extracting(Problem::message)
        .containsExactly("gatewayClassName: GatewayClass agentgateway not found");
  }

  private static VirtualHostIr host(Translation translation, String route) {
    PortIr port = translation.gateways().getFirst().ports().getFirst();
    return port.virtualHosts().stream()
        .filter(host -> host.route().map(ref -> ref.name().equals(route)).orElse(false))
        .findFirst()
        .orElseThrow();
  }
}
