package dev.agentgateway.controlplane.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.agentgateway.api.v1alpha1.AgentgatewayParameters;
import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.state.ObjectRef;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What Gateways are given, as recorded: a file holds objects, then {@code # Expected} and what the
 * Gateway {@code demo/edge} gets; {@code # Trust} asks for TLS and tokens. The file's name is the
 * sentence that the case proves.
 */
final class ProvisioningGoldenTest {

  private static final Path DIRECTORY = Path.of("src/test/resources/provisioning");
  private static final String DEFAULTS = "_defaults.yaml";
  private static final String MARKER = "---\n# Expected\n";
  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.of(
          "GatewayClass", GatewayClass.class,
          "Gateway", Gateway.class,
          "AgentgatewayParameters", AgentgatewayParameters.class);

  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
              .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .build());

  @ParameterizedTest
  @MethodSource("cases")
  void provisionsAsRecorded(Path file) throws IOException {
    String text = Files.readString(file);
    int marker = text.indexOf(MARKER);
    String inputs = marker < 0 ? text : text.substring(0, marker);
    String actual = provisioned(inputs);
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(file, inputs + MARKER + actual);
      return;
    }
    assertThat(actual)
        .as(
            "%s; to accept what comes out: mvn -pl control-plane -am test"
                + " -Dtest=ProvisioningGoldenTest -Dsurefire.failIfNoSpecifiedTests=false"
                + " -Dgolden.update=true",
            file)
        .isEqualTo(marker < 0 ? "" : text.substring(marker + MARKER.length()));
  }

  private static String provisioned(String inputs) throws IOException {
    Map<ObjectRef, HasMetadata> objects = new TreeMap<>();
    read(Files.readString(DIRECTORY.resolve(DEFAULTS)), objects);
    read(inputs, objects);
    DesiredState state = DesiredState.of(objects.values());
    Gateway gateway = state.get(Gateway.class, "demo", "edge").orElseThrow();
    ProxySettings settings = new ProxySettings("registry.example:5000/proxy:1", "cp:9978");
    ProxyTrust trust =
        inputs.contains("# Trust") ? ProxyTrust.of(() -> Optional.of("PEM")) : ProxyTrust.NONE;
    StringBuilder actual = new StringBuilder();
    for (ObjectNode object : new ProxyObjects(settings, trust).of(gateway, state)) {
      actual.append(YAML.writeValueAsString(object));
    }
    return actual.toString();
  }

  private static void read(String text, Map<ObjectRef, HasMetadata> into) throws IOException {
    YAMLMapper yaml = new YAMLMapper();
    try (var documents = yaml.readerFor(ObjectNode.class).<ObjectNode>readValues(text)) {
      for (ObjectNode document : documents.readAll()) {
        HasMetadata object = yaml.treeToValue(document, KINDS.get(document.path("kind").asText()));
        into.put(DesiredState.refOf(object), object);
      }
    }
  }

  private static Stream<Arguments> cases() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files
          .filter(file -> !file.getFileName().toString().equals(DEFAULTS))
          .sorted()
          .map(file -> Arguments.of(Named.of(file.getFileName().toString(), file)))
          .toList()
          .stream();
    }
  }
}
