package dev.agentgateway.api.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.agentgateway.api.v1alpha1.AgentgatewayBackendSpec;
import dev.agentgateway.api.v1alpha1.AgentgatewayPolicySpec;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CrdTest {

  private static final Path COMMITTED = Path.of("../deploy/helm/agentgateway-crds/templates");

  /** Fields of a shared type that have no meaning where it is used. */
  private static final Set<String> NOT_THERE =
      Set.of(
          "backend.ai.provider.custom.backendRef.namespace",
          "backend.ai.groups[].providers[].custom.backendRef.namespace");

  @ParameterizedTest
  @EnumSource
  void theCommittedDefinitionIsTheGeneratedOne(CrdWriter.Kind kind) throws IOException {
    String generated = new CrdWriter().yaml(kind);
    Path file = COMMITTED.resolve(kind.fileName());
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(COMMITTED);
      Files.writeString(file, generated);
    }
    assertThat(Files.readString(file))
        .as("%s (rewritten by mvn -pl api test -Dtest=CrdTest -Dgolden.update=true)", file)
        .isEqualTo(generated);
  }

  @Test
  void nothingElseIsAmongTheDefinitions() throws IOException {
    try (Stream<Path> files = Files.list(COMMITTED)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Arrays.stream(CrdWriter.Kind.values()).map(CrdWriter.Kind::fileName).toList());
    }
  }

  @Test
  void everyFieldOfTheModelIsInTheSchemaWithItsType() throws IOException {
    sameFields("policy", AgentgatewayPolicySpec.class, spec(CrdWriter.Kind.POLICY));
    sameFields("backend", AgentgatewayBackendSpec.class, spec(CrdWriter.Kind.BACKEND));
  }

  private static JsonNode spec(CrdWriter.Kind kind) throws IOException {
    return new YAMLMapper()
        .readTree(new CrdWriter().yaml(kind))
        .at("/spec/versions/0/schema/openAPIV3Schema/properties/spec");
  }

  private static void sameFields(String path, Class<?> model, JsonNode schema) {
    for (RecordComponent component : model.getRecordComponents()) {
      if (component.getName().equals("other")) {
        continue;
      }
      JsonProperty renamed = component.getAccessor().getAnnotation(JsonProperty.class);
      String name = renamed == null ? component.getName() : renamed.value();
      String at = path + "." + name;
      if (NOT_THERE.contains(at)) {
        continue;
      }
      assertThat(schema.path("properties").has(name)).as(at).isTrue();
      sameType(at, component.getGenericType(), schema.path("properties").path(name));
    }
  }

  private static void sameType(String path, Type type, JsonNode schema) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == List.class) {
        assertThat(schema.path("type").asText()).as(path).isEqualTo("array");
        sameType(path + "[]", arguments[0], schema.path("items"));
      } else {
        assertThat(generic.getRawType()).as(path).isEqualTo(Map.class);
        assertThat(schema.path("type").asText()).as(path).isEqualTo("object");
        sameType(path + ".*", arguments[1], schema.path("additionalProperties"));
      }
    } else if (type instanceof Class<?> plain) {
      sameClass(path, plain, schema);
    }
  }

  private static void sameClass(String path, Class<?> type, JsonNode schema) {
    if (type == String.class) {
      assertThat(schema.path("type").asText()).as(path).isEqualTo("string");
    } else if (type == int.class || type == Integer.class) {
      assertThat(schema.path("type").asText()).as(path).isEqualTo("integer");
    } else if (type.isEnum()) {
      List<String> names =
          Arrays.stream(type.getEnumConstants()).map(each -> ((Enum<?>) each).name()).toList();
      assertThat(schema.path("enum"))
          .as(path)
          .extracting(JsonNode::asText)
          .hasSameElementsAs(names);
    } else if (type.isRecord()) {
      assertThat(schema.path("type").asText()).as(path).isEqualTo("object");
      sameFields(path, type, schema);
    }
  }
}
