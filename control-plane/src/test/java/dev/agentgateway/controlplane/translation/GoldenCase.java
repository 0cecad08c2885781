package dev.agentgateway.controlplane.translation;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.agentgateway.api.v1alpha1.AgentgatewayBackend;
import dev.agentgateway.api.v1alpha1.AgentgatewayParameters;
import dev.agentgateway.api.v1alpha1.AgentgatewayPolicy;
import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.state.gatewayapi.GRPCRoute;
import dev.agentgateway.controlplane.state.gatewayapi.ListenerSet;
import dev.agentgateway.controlplane.state.gatewayapi.TCPRoute;
import dev.agentgateway.controlplane.state.gatewayapi.TLSRoute;
import dev.agentgateway.controlplane.state.gatewayapi.UDPRoute;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.BackendTLSPolicy;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1beta1.ReferenceGrant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A recorded translation: a YAML file whose last document, after {@code # Expected}, is what the
 * documents before it lead to. The objects of {@code _defaults.yaml} beside it are there too; an
 * object of the case takes the place of a default one of the same name.
 */
record GoldenCase(Path file, String inputs, String expected) {

  static final String DEFAULTS = "_defaults.yaml";

  private static final String MARKER = "---\n# Expected\n";
  private static final Pattern DOCUMENT = Pattern.compile("(?m)^---.*$");

  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Stream.of(
              GatewayClass.class,
              Gateway.class,
              HTTPRoute.class,
              GRPCRoute.class,
              TCPRoute.class,
              TLSRoute.class,
              UDPRoute.class,
              ListenerSet.class,
              ReferenceGrant.class,
              BackendTLSPolicy.class,
              Service.class,
              EndpointSlice.class,
              Secret.class,
              ConfigMap.class,
              Namespace.class,
              AgentgatewayPolicy.class,
              AgentgatewayBackend.class,
              AgentgatewayParameters.class)
          .collect(Collectors.toMap(Class::getSimpleName, Function.identity()));

  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory())
          .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true);

  static GoldenCase read(Path file) {
    try {
      String text = Files.readString(file);
      int marker = text.indexOf(MARKER);
      return marker < 0
          ? new GoldenCase(file, text.stripTrailing() + "\n", "")
          : new GoldenCase(
              file, text.substring(0, marker), text.substring(marker + MARKER.length()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** DIRECTORY/NAME, which is the sentence that the case proves. */
  String name() {
    String name = file.getFileName().toString();
    return file.getName(file.getNameCount() - 2)
        + "/"
        + name.substring(0, name.length() - ".yaml".length());
  }

  DesiredState desiredState() throws IOException {
    Map<ObjectRef, HasMetadata> objects = new TreeMap<>();
    for (String document : documents().values()) {
      HasMetadata object = object(document);
      objects.put(DesiredState.refOf(object), object);
    }
    return DesiredState.of(objects.values());
  }

  /** The documents that the case consists of, as they are written. */
  Map<ObjectRef, String> documents() throws IOException {
    Map<ObjectRef, String> documents = new TreeMap<>();
    Path defaults = file.resolveSibling(DEFAULTS);
    if (Files.exists(defaults)) {
      split(Files.readString(defaults), documents);
    }
    split(inputs, documents);
    return documents;
  }

  void record(String actual) throws IOException {
    Files.writeString(file, inputs + MARKER + actual);
  }

  private static void split(String text, Map<ObjectRef, String> documents) throws IOException {
    for (String document : DOCUMENT.splitAsStream(text).toList()) {
      if (YAML.readTree(document).isObject()) {
        documents.put(DesiredState.refOf(object(document)), document);
      }
    }
  }

  private static HasMetadata object(String document) throws IOException {
    JsonNode tree = YAML.readTree(document);
    Class<? extends HasMetadata> kind = KINDS.get(tree.path("kind").asText());
    if (kind == null) {
      throw new IOException("unknown kind: " + tree.path("kind"));
    }
    return YAML.treeToValue(tree, kind);
  }
}
