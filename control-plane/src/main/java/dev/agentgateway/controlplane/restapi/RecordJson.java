package dev.agentgateway.controlplane.restapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.controlplane.ir.SecretIr;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes records of the intermediate representation as JSON, for people. A record that is one case
 * of a sealed interface says which in {@code is}; a secret's value is never written.
 */
final class RecordJson {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private RecordJson() {}

  static JsonNode of(@Nullable Object value) {
    return switch (value) {
      case null -> NODES.nullNode();
      case SecretIr secret -> NODES.objectNode().put("name", secret.name()).put("value", "***");
      case Record fields -> object(fields);
      case Optional<?> optional -> of(optional.orElse(null));
      case Map<?, ?> map -> {
        ObjectNode object = NODES.objectNode();
        map.forEach((key, entry) -> object.set(String.valueOf(key), of(entry)));
        yield object;
      }
      case Collection<?> items -> {
        ArrayNode array = NODES.arrayNode();
        items.forEach(item -> array.add(of(item)));
        yield array;
      }
      case Integer number -> NODES.numberNode(number);
      case Long number -> NODES.numberNode(number);
      case Boolean flag -> NODES.booleanNode(flag);
      case Duration duration -> NODES.textNode(duration.toString());
      case Object other -> NODES.textNode(other.toString());
    };
  }

  private static ObjectNode object(Record fields) {
    ObjectNode object = NODES.objectNode();
    for (Class<?> type : fields.getClass().getInterfaces()) {
      if (type.isSealed()) {
        object.put("is", fields.getClass().getSimpleName());
      }
    }
    for (RecordComponent component : fields.getClass().getRecordComponents()) {
      JsonNode value = of(read(fields, component));
      if (!value.isNull()) {
        object.set(component.getName(), value);
      }
    }
    return object;
  }

  private static @Nullable Object read(Record fields, RecordComponent component) {
    try {
      return component.getAccessor().invoke(fields);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }
}
