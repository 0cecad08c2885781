package dev.agentgateway.dataplane.telemetry.cel;

import com.google.common.collect.ImmutableList;
import dev.cel.common.exceptions.CelAttributeNotFoundException;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.ErrorValue;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** What the functions of the CEL environment do; overloads are bound by their identifiers. */
final class FunctionBindings {
  private FunctionBindings() {}

  static List<CelFunctionBinding> all() {
    Map<String, List<CelFunctionBinding>> byName = new LinkedHashMap<>();
    addValues(byName);
    addMissing(byName);
    TextFunctions.addTo(byName);
    NetworkFunctions.addTo(byName);
    List<CelFunctionBinding> all = new ArrayList<>();
    byName.forEach(
        (name, overloads) -> all.addAll(CelFunctionBinding.fromOverloads(name, overloads)));
    return all;
  }

  private static void addValues(Map<String, List<CelFunctionBinding>> all) {
    bind(all, "json", one("agw_json_string", String.class, CelValues::parseJson));
    bind(
        all,
        "json",
        one(
            "agw_json_bytes",
            CelByteString.class,
            bytes -> CelValues.parseJson(new String(bytes.toByteArray(), StandardCharsets.UTF_8))));
    bind(
        all,
        "jsonField",
        two("agw_jsonField", Object.class, String.class, FunctionBindings::field));
    for (String name : List.of("toJson", "to_json")) {
      bind(all, name, one("agw_" + name, Object.class, CelValues::toJson));
      bind(all, name, one("agw_" + name + "_member", Object.class, CelValues::toJson));
    }
    bind(
        all,
        "unvalidatedJwtPayload",
        one("agw_unvalidatedJwtPayload", String.class, FunctionBindings::jwtPayload));
    bind(all, "merge", two("agw_merge", Map.class, Map.class, FunctionBindings::merge));
    bind(
        all, "random", any("agw_random", 0, arguments -> ThreadLocalRandom.current().nextDouble()));
    bind(all, "uuid", any("agw_uuid", 0, arguments -> UUID.randomUUID().toString()));
    bind(all, "fail", any("agw_fail", 0, arguments -> fail("fail()")));
    bind(all, "fail", one("agw_fail_string", String.class, FunctionBindings::fail));
    for (String name : List.of("flatten", "flattenRecursive", "flatten_recursive")) {
      boolean deep = !name.equals("flatten");
      bind(all, name, one("agw_" + name, Object.class, value -> new Flattened(value, deep)));
    }
    bind(all, "agw_internal_collect", one("agw_collect", List.class, FunctionBindings::collect));
  }

  private static void addMissing(Map<String, List<CelFunctionBinding>> all) {
    bind(
        all,
        "default",
        new Lenient(
            "agw_default",
            2,
            arguments -> rethrow(isMissing(arguments[0]) ? arguments[1] : arguments[0])));
    for (int count = 1; count <= 8; count++) {
      bind(
          all, "coalesce", new Lenient("agw_coalesce_" + count, count, FunctionBindings::coalesce));
    }
  }

  /** A key or variable that is not there, or null; any other error is not. */
  private static boolean isMissing(Object value) {
    if (value instanceof ErrorValue error) {
      for (Throwable cause = error.value(); cause != null; cause = cause.getCause()) {
        if (cause instanceof CelAttributeNotFoundException) {
          return true;
        }
      }
      return false;
    }
    return CelValues.isNull(value);
  }

  private static Object coalesce(Object[] values) throws CelEvaluationException {
    for (Object value : values) {
      if (!(value instanceof ErrorValue) && !CelValues.isNull(value)) {
        return value;
      }
    }
    return rethrow(values[values.length - 1]);
  }

  private static Object rethrow(Object value) throws CelEvaluationException {
    if (value instanceof ErrorValue error) {
      throw new CelEvaluationException(String.valueOf(error.value().getMessage()), error.value());
    }
    return value;
  }

  private static Object fail(String message) {
    throw new IllegalArgumentException(message);
  }

  private static Object field(Object json, String name) {
    Object value =
        switch (json) {
          case String text -> CelValues.parseJson(text);
          case CelByteString bytes ->
              CelValues.parseJson(new String(bytes.toByteArray(), StandardCharsets.UTF_8));
          default -> json;
        };
    Object found = value instanceof Map<?, ?> map ? map.get(name) : null;
    if (found != null) {
      return found;
    }
    throw CelAttributeNotFoundException.forMissingMapKey(name);
  }

  private static Object jwtPayload(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("not a JWT: " + parts.length + " parts (expected: 3)");
    }
    byte[] payload = Base64.getUrlDecoder().decode(parts[1]);
    return CelValues.parseJson(new String(payload, StandardCharsets.UTF_8));
  }

  private static Object merge(Map<?, ?> first, Map<?, ?> second) {
    Map<Object, Object> merged = new LinkedHashMap<>(first);
    merged.putAll(second);
    return merged;
  }

  private static Object collect(List<?> keysAndValues) {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      map.put(keysAndValues.get(i), keysAndValues.get(i + 1));
    }
    return map;
  }

  static void bind(
      Map<String, List<CelFunctionBinding>> all, String name, CelFunctionBinding overload) {
    all.computeIfAbsent(name, key -> new ArrayList<>()).add(overload);
  }

  static <T> CelFunctionBinding one(
      String id, Class<T> type, CelFunctionOverload.Unary<T> definition) {
    return CelFunctionBinding.from(id, type, definition);
  }

  static <T, U> CelFunctionBinding two(
      String id, Class<T> first, Class<U> second, CelFunctionOverload.Binary<T, U> definition) {
    return CelFunctionBinding.from(id, first, second, definition);
  }

  static CelFunctionBinding any(String id, int count, CelFunctionOverload definition) {
    List<Class<?>> types = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      types.add(Object.class);
    }
    return CelFunctionBinding.from(id, types, definition);
  }

  /** A function that is given errors as values instead of failing by itself. */
  private record Lenient(String id, int count, CelFunctionOverload definition)
      implements CelFunctionBinding {
    @Override
    public String getOverloadId() {
      return id;
    }

    @Override
    public ImmutableList<Class<?>> getArgTypes() {
      ImmutableList.Builder<Class<?>> types = ImmutableList.builder();
      for (int i = 0; i < count; i++) {
        types.add(Object.class);
      }
      return types.build();
    }

    @Override
    public CelFunctionOverload getDefinition() {
      return definition;
    }

    @Override
    public boolean isStrict() {
      return false;
    }
  }
}
