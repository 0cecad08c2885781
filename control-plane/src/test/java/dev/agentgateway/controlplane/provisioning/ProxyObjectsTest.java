package dev.agentgateway.controlplane.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.agentgateway.api.v1alpha1.AgentgatewayParameters;
import dev.agentgateway.controlplane.state.DesiredState;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProxyObjectsTest {

  private static final String GATEWAY =
      """
      apiVersion: gateway.networking.k8s.io/v1
      kind: Gateway
      metadata: {name: edge, namespace: demo, uid: u-1}
      spec:
        gatewayClassName: agentgateway
        listeners:
        - {name: a, port: 80, protocol: HTTP}
        - {name: b, port: 80, protocol: HTTP, hostname: b.example}
        - {name: c, port: 443, protocol: HTTPS}
        infrastructure:
          labels: {team: x}
          annotations: {note: y}
          parametersRef: {group: agentgateway.dev, kind: AgentgatewayParameters, name: p}
      """;

  private final ProxyObjects proxies =
      new ProxyObjects(new ProxySettings("registry.example:5000/agentgateway/proxy:1", "cp:9978"));

  @Test
  void aGatewayIsGivenProxiesAServiceAndAnAccountThatItOwns() {
    List<ObjectNode> objects = objects("{}");
    assertThat(objects)
        .extracting(object -> object.path("kind").asText())
        .containsExactly("ServiceAccount", "Deployment", "Service");
    for (ObjectNode object : objects) {
      assertThat(object.at("/metadata/name").asText()).isEqualTo("edge");
      assertThat(object.at("/metadata/namespace").asText()).isEqualTo("demo");
      assertThat(object.at("/metadata/ownerReferences/0/uid").asText()).isEqualTo("u-1");
      assertThat(object.at("/metadata/labels/team").asText()).isEqualTo("x");
      assertThat(object.at("/metadata/annotations/note").asText()).isEqualTo("y");
      assertThat(
              object
                  .path("metadata")
                  .path("labels")
                  .path("gateway.networking.k8s.io/gateway-name")
                  .asText())
          .isEqualTo("edge");
    }
    assertThat(kind(objects, "Service").at("/spec/ports"))
        .extracting(port -> port.path("port").asInt())
        .containsExactly(80, 443);
    JsonNode pods = kind(objects, "Deployment").at("/spec/template");
    assertThat(pods.at("/metadata/labels/team").asText()).isEqualTo("x");
    assertThat(pods.at("/spec/containers/0/args"))
        .extracting(JsonNode::asText)
        .contains("--xds=cp:9978", "--gateway=demo/edge");
    assertThat(pods.at("/spec/securityContext/runAsNonRoot").asBoolean()).isTrue();
  }

  @Test
  void parametersAreLaidOverIt() {
    List<ObjectNode> objects =
        objects(
            """
            image: {tag: "2", pullPolicy: Never}
            env: [{name: EXTRA, value: "1"}]
            resources: {limits: {memory: 1Gi}}
            shutdown: {min: 3, max: 60}
            service: {spec: {type: ClusterIP}, metadata: {annotations: {lb: internal}}}
            deployment:
              spec:
                replicas: 3
                template:
                  spec:
                    nodeSelector: {disk: ssd}
                    containers:
                    - name: agentgateway
                      volumeMounts: [{name: extra, mountPath: /extra}]
                    - {name: beside, image: x}
                    volumes: [{name: extra, emptyDir: {}}, {name: tmp, $patch: delete}]
            horizontalPodAutoscaler: {spec: {maxReplicas: 9}}
            podDisruptionBudget: {}
            """);
    assertThat(objects)
        .extracting(object -> object.path("kind").asText())
        .contains("HorizontalPodAutoscaler", "PodDisruptionBudget");
    JsonNode service = kind(objects, "Service");
    assertThat(service.at("/spec/type").asText()).isEqualTo("ClusterIP");
    assertThat(service.at("/spec/ports")).hasSize(2);
    assertThat(service.at("/metadata/annotations/lb").asText()).isEqualTo("internal");
    JsonNode deployment = kind(objects, "Deployment");
    assertThat(deployment.at("/spec/replicas").asInt()).isEqualTo(3);
    JsonNode pods = deployment.at("/spec/template/spec");
    assertThat(pods.path("terminationGracePeriodSeconds").asInt()).isEqualTo(70);
    assertThat(pods.at("/nodeSelector/disk").asText()).isEqualTo("ssd");
    assertThat(pods.path("containers"))
        .extracting(container -> container.path("name").asText())
        .containsExactly("agentgateway", "beside");
    JsonNode proxy = pods.at("/containers/0");
    assertThat(proxy.path("image").asText())
        .isEqualTo("registry.example:5000/agentgateway/proxy:2");
    assertThat(proxy.path("imagePullPolicy").asText()).isEqualTo("Never");
    assertThat(proxy.path("env"))
        .extracting(entry -> entry.path("name").asText())
        .containsExactly("AGENTGATEWAY_ID", "EXTRA");
    assertThat(proxy.path("volumeMounts")).hasSize(3);
    assertThat(proxy.path("resources").has("requests")).isFalse();
    assertThat(pods.path("volumes"))
        .extracting(volume -> volume.path("name").asText())
        .containsExactly("state", "extra");
    assertThat(kind(objects, "HorizontalPodAutoscaler").at("/spec/maxReplicas").asInt())
        .isEqualTo(9);
  }

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

  private static String image(String parameters) {
    return ProxyParameters.image("r:5000/team/proxy:1", yaml(parameters));
  }

  private List<ObjectNode> objects(String parameters) {
    Gateway gateway = Serialization.unmarshal(GATEWAY, Gateway.class);
    ObjectNode object =
        yaml("{apiVersion: agentgateway.dev/v1alpha1, kind: AgentgatewayParameters}");
    object.set("metadata", yaml("{name: p, namespace: demo}"));
    object.set("spec", yaml(parameters));
    List<HasMetadata> all = new ArrayList<>();
    all.add(gateway);
    all.add(Serialization.unmarshal(object.toString(), AgentgatewayParameters.class));
    return proxies.of(gateway, DesiredState.of(all));
  }

  private static ObjectNode kind(List<ObjectNode> objects, String kind) {
    return objects.stream()
        .filter(object -> object.path("kind").asText().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  private static ObjectNode yaml(String text) {
    try {
      return (ObjectNode) new YAMLMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
