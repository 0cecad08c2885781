package dev.agentgateway.dataplane.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.re2j.Pattern;
import dev.agentgateway.dataplane.config.HeaderMutation;
import dev.agentgateway.dataplane.config.SecretConfig;
import java.lang.reflect.RecordComponent;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Records as JSON, secrets redacted by their type: a {@link SecretConfig}'s value and the values of
 * header changes whose fields hold credentials never appear. A record that is one choice of a
 * sealed interface says which under {@code type}.
 */
public final class RecordJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String REDACTED = "***";
  private static final Set<String> CREDENTIALS =
      Set.of(
          "authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "api-key");

  private RecordJson() {}

  /** The value as JSON; what is neither a record nor a collection is written as text. */
  public static JsonNode of(@Nullable Object value) {
    return switch (value) {
      case null -> NullNode.instance;
      case JsonNode node -> node;
      case SecretConfig secret ->
          NODES.objectNode().put("name", secret.name()).put("value", REDACTED);
      case HeaderMutation.Field field -> field(field);
      case Optional<?> optional -> of(optional.orElse(null));
      case Boolean bool -> BooleanNode.valueOf(bool);
      case Integer number -> LongNode.valueOf(number);
      case Long number -> LongNode.valueOf(number);
      case InetSocketAddress address -> TextNode.valueOf(address(address));
      case Pattern pattern -> TextNode.valueOf(pattern.pattern());
      case Map<?, ?> map -> map(map);
      case Iterable<?> elements -> array(elements);
      case Record record -> record(record);
      default -> TextNode.valueOf(value.toString());
    };
  }

  private static JsonNode field(HeaderMutation.Field field) {
    boolean credential = CREDENTIALS.contains(field.name().toLowerCase(Locale.ROOT));
    return NODES
        .objectNode()
        .put("name", field.name())
        .put("value", credential ? REDACTED : field.value());
  }

  private static String address(InetSocketAddress address) {
    String host =
        address.isUnresolved() ? address.getHostString() : address.getAddress().getHostAddress();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  private static ObjectNode map(Map<?, ?> map) {
    TreeMap<String, Object> sorted = new TreeMap<>();
    map.forEach((key, value) -> sorted.put(String.valueOf(key), value));
    ObjectNode object = NODES.objectNode();
    sorted.forEach((key, value) -> object.set(key, of(value)));
    return object;
  }

  private static ArrayNode array(Iterable<?> elements) {
    ArrayNode array = NODES.arrayNode();
    elements.forEach(element -> array.add(of(element)));
    return array;
  }

  private static ObjectNode record(Record record) {
    ObjectNode object = NODES.objectNode();
    Class<?> type = record.getClass();
    for (Class<?> parent : type.getInterfaces()) {
      if (parent.isSealed()) {
        object.put("type", type.getSimpleName());
      }
    }
    for (RecordComponent component : type.getRecordComponents()) {
      try {
        object.set(component.getName(), of(component.getAccessor().invoke(record)));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("record cannot be read: " + type.getName(), e);
      }
    }
    return object;
  }
}
