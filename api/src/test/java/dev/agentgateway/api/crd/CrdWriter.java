package dev.agentgateway.api.crd;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.agentgateway.api.v1alpha1.AgentgatewayBackend;
import dev.agentgateway.api.v1alpha1.AgentgatewayParameters;
import dev.agentgateway.api.v1alpha1.AgentgatewayPolicy;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.yaml.snakeyaml.Yaml;

/** Writes CustomResourceDefinitions as YAML. */
final class CrdWriter {

  /** What is generated. */
  enum Kind {
    POLICY(AgentgatewayPolicy.class, true, "policy"),
    BACKEND(AgentgatewayBackend.class, false, "backend"),
    PARAMETERS(AgentgatewayParameters.class, true, "parameters");

    private final Class<? extends CustomResource<?, ?>> type;
    private final boolean directPolicy;
    private final String status;

    Kind(Class<? extends CustomResource<?, ?>> type, boolean directPolicy, String status) {
      this.type = type;
      this.directPolicy = directPolicy;
      this.status = status;
    }

    private List<Column> columns() {
      return switch (this) {
        case POLICY ->
            List.of(
                new Column(
                    "Accepted", ".status.ancestors[*].conditions[?(@.type=='Accepted')].status"),
                new Column(
                    "Attached", ".status.ancestors[*].conditions[?(@.type=='Attached')].status"));
        case BACKEND ->
            List.of(new Column("Accepted", ".status.conditions[?(@.type=='Accepted')].status"));
        case PARAMETERS -> List.of();
      };
    }

    String group() {
      return HasMetadata.getGroup(type);
    }

    String plural() {
      return HasMetadata.getPlural(type);
    }

    /** As {@code kubectl} names such files. */
    String fileName() {
      return group() + "_" + plural() + ".yaml";
    }
  }

  /** A column of {@code kubectl get}. */
  private record Column(String name, String jsonPath) {}

  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
              .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .build());

  private static final String HEAD =
      "# Generated from the model types and schemas of the api module: see api/README.md.\n";

  private final JsonNode schemas = read(AgentgatewayPolicy.class, "schemas.yaml");
  private final JsonNode statuses = read(CrdWriter.class, "statuses.yaml");

  String yaml(Kind kind) {
    try {
      return HEAD + YAML.writeValueAsString(definition(kind));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private ObjectNode definition(Kind kind) {
    ObjectNode crd = YAML.createObjectNode();
    crd.put("apiVersion", "apiextensions.k8s.io/v1").put("kind", "CustomResourceDefinition");
    ObjectNode metadata = crd.putObject("metadata");
    metadata.put("name", kind.plural() + "." + kind.group());
    ObjectNode labels = metadata.putObject("labels");
    labels.put("app.kubernetes.io/name", "agentgateway");
    if (kind.directPolicy) {
      labels.put("gateway.networking.k8s.io/policy", "Direct");
    }
    ObjectNode spec = crd.putObject("spec");
    spec.put("group", kind.group()).put("scope", "Namespaced");
    String name = kind.type.getSimpleName();
    ObjectNode names = spec.putObject("names");
    names.put("kind", name).put("listKind", name + "List").put("plural", kind.plural());
    names.put("singular", name.toLowerCase(Locale.ROOT));
    for (String shortName : kind.type.getAnnotation(ShortNames.class).value()) {
      names.withArray("shortNames").add(shortName);
    }
    names.putArray("categories").add("agentgateway");
    version(spec.putArray("versions").addObject(), kind);
    return crd;
  }

  private void version(ObjectNode version, Kind kind) {
    version.put("name", HasMetadata.getVersion(kind.type));
    version.put("served", true).put("storage", true);
    version.putObject("subresources").putObject("status");
    for (Column column : kind.columns()) {
      version
          .withArray("additionalPrinterColumns")
          .addObject()
          .put("name", column.name())
          .put("type", "string")
          .put("jsonPath", column.jsonPath());
    }
    version
        .withArray("additionalPrinterColumns")
        .addObject()
        .put("name", "Age")
        .put("type", "date")
        .put("jsonPath", ".metadata.creationTimestamp");
    ObjectNode schema = version.putObject("schema").putObject("openAPIV3Schema");
    schema.put("type", "object").putArray("required").add("spec");
    ObjectNode properties = schema.putObject("properties");
    properties.putObject("apiVersion").put("type", "string");
    properties.putObject("kind").put("type", "string");
    properties.putObject("metadata").put("type", "object");
    JsonNode entry = schemas.path("kinds").required(kind.type.getSimpleName());
    properties.set("spec", new StructuralSchema(schemas.path("definitions")).spec(entry));
    properties.set("status", statuses.required(kind.status));
  }

  private static JsonNode read(Class<?> beside, String resource) {
    try (InputStream in = Objects.requireNonNull(beside.getResourceAsStream(resource))) {
      // Not Jackson's own reader, which knows no merge keys.
      Map<String, Object> tree = new Yaml().load(in);
      return YAML.valueToTree(tree);
    } catch (IOException e) {
      throw new IllegalStateException(resource, e);
    }
  }
}
