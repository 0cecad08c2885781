package dev.agentgateway.dataplane.telemetry.cel;

import static dev.agentgateway.dataplane.telemetry.cel.FunctionBindings.any;
import static dev.agentgateway.dataplane.telemetry.cel.FunctionBindings.bind;
import static dev.agentgateway.dataplane.telemetry.cel.FunctionBindings.one;
import static dev.agentgateway.dataplane.telemetry.cel.FunctionBindings.two;

import com.google.re2j.Pattern;
import dev.cel.common.exceptions.CelAttributeNotFoundException;
import dev.cel.common.values.CelByteString;
import dev.cel.runtime.CelFunctionBinding;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Functions over text: encodings, digests, queries, cookies. */
final class TextFunctions {
  private TextFunctions() {}

  static void addTo(Map<String, List<CelFunctionBinding>> all) {
    bind(all, "regexReplace", any("agw_regexReplace", 3, TextFunctions::regexReplace));
    bind(
        all,
        "stripPrefix",
        two(
            "agw_stripPrefix",
            String.class,
            String.class,
            (text, prefix) -> text.startsWith(prefix) ? text.substring(prefix.length()) : text));
    bind(
        all,
        "stripSuffix",
        two(
            "agw_stripSuffix",
            String.class,
            String.class,
            (text, suffix) ->
                text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text));
    bind(
        all,
        "base64Encode",
        one(
            "agw_base64Encode",
            Object.class,
            value -> Base64.getEncoder().encodeToString(bytes(value))));
    bind(
        all,
        "base64Decode",
        one(
            "agw_base64Decode",
            Object.class,
            value -> CelByteString.of(Base64.getMimeDecoder().decode(bytes(value)))));
    bind(all, "url.encode", one("agw_url_encode", Object.class, TextFunctions::urlEncode));
    bind(
        all,
        "url.decode",
        one(
            "agw_url_decode",
            String.class,
            text -> URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8)));
    bind(all, "form.encode", one("agw_form_encode", Object.class, TextFunctions::formEncode));
    bind(all, "form.decode", one("agw_form_decode", String.class, TextFunctions::formDecode));
    addDigest(all, "sha1", "SHA-1");
    addDigest(all, "sha256", "SHA-256");
    addDigest(all, "md5", "MD5");
    bind(all, "raw", one("agw_raw", Object.class, value -> value));
    bind(all, "redacted", one("agw_redacted", Object.class, value -> "<redacted>"));
    bind(all, "unredacted", one("agw_unredacted", Object.class, value -> value));
    bind(all, "cookie", two("agw_cookie", Object.class, String.class, TextFunctions::cookie));
    bind(all, "query", two("agw_query", String.class, String.class, TextFunctions::query));
    bind(all, "addQuery", any("agw_addQuery", 3, arguments -> changeQuery(arguments, false)));
    bind(all, "setQuery", any("agw_setQuery", 3, arguments -> changeQuery(arguments, true)));
  }

  private static void addDigest(
      Map<String, List<CelFunctionBinding>> all, String name, String algorithm) {
    bind(
        all,
        name + ".encode",
        one("agw_" + name + "_encode", Object.class, value -> digest(algorithm, bytes(value))));
  }

  private static byte[] bytes(Object value) {
    return switch (value) {
      case String text -> text.getBytes(StandardCharsets.UTF_8);
      case CelByteString bytes -> bytes.toByteArray();
      default ->
          throw new IllegalArgumentException(
              value.getClass().getSimpleName() + " (expected: string or bytes)");
    };
  }

  private static Object regexReplace(Object[] arguments) {
    return Pattern.compile((String) arguments[1])
        .matcher((String) arguments[0])
        .replaceFirst((String) arguments[2]);
  }

  private static String digest(String algorithm, byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(algorithm, impossible);
    }
  }

  private static String urlEncode(Object value) {
    String text = new String(bytes(value), StandardCharsets.UTF_8);
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static Object formEncode(Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException("form.encode: not a map");
    }
    List<String> pairs = new ArrayList<>();
    map.forEach(
        (key, element) -> {
          List<?> values = element instanceof List<?> list ? list : List.of(element);
          for (Object one : values) {
            pairs.add(
                URLEncoder.encode(String.valueOf(key), StandardCharsets.UTF_8)
                    + "="
                    + URLEncoder.encode(String.valueOf(one), StandardCharsets.UTF_8));
          }
        });
    return String.join("&", pairs);
  }

  private static Object formDecode(String text) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (String pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      if (!name.isEmpty()) {
        map.putIfAbsent(
            URLDecoder.decode(name, StandardCharsets.UTF_8),
            URLDecoder.decode(value, StandardCharsets.UTF_8));
      }
    }
    return map;
  }

  /** The cookie of this name in a cookie field, a list of them, or a map of header fields. */
  private static Object cookie(Object from, String name) {
    Object fields = from instanceof Map<?, ?> headers ? headers.get("cookie") : from;
    List<?> values = fields instanceof List<?> list ? list : List.of(fields == null ? "" : fields);
    for (Object field : values) {
      for (String part : String.valueOf(field).split(";", -1)) {
        int equals = part.indexOf('=');
        if (equals > 0 && part.substring(0, equals).strip().equals(name)) {
          return part.substring(equals + 1).strip();
        }
      }
    }
    throw CelAttributeNotFoundException.forMissingMapKey(name);
  }

  private static Object query(String uri, String name) {
    List<String> found = new ArrayList<>();
    for (String pair : pairs(uri)) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      if (URLDecoder.decode(key, StandardCharsets.UTF_8).equals(name)) {
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        found.add(URLDecoder.decode(value, StandardCharsets.UTF_8));
      }
    }
    return found;
  }

  private static Object changeQuery(Object[] arguments, boolean replaces) {
    String uri = (String) arguments[0];
    String name = URLEncoder.encode((String) arguments[1], StandardCharsets.UTF_8);
    String value = URLEncoder.encode((String) arguments[2], StandardCharsets.UTF_8);
    List<String> pairs = new ArrayList<>(pairs(uri));
    if (replaces) {
      pairs.removeIf(pair -> pair.equals(name) || pair.startsWith(name + "="));
    }
    pairs.add(name + "=" + value);
    int query = uri.indexOf('?');
    return (query < 0 ? uri : uri.substring(0, query)) + "?" + String.join("&", pairs);
  }

  private static List<String> pairs(String uri) {
    int query = uri.indexOf('?');
    return query < 0 || query == uri.length() - 1
        ? List.of()
        : List.of(uri.substring(query + 1).split("&", -1));
  }
}
