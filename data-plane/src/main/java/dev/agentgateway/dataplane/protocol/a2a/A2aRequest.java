package dev.agentgateway.dataplane.protocol.a2a;

import dev.agentgateway.dataplane.exchange.HeaderName;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.exchange.RequestHead;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a request's head tells of an A2A operation. Paths are told by their ends, since an agent may
 * live below any path and a tenant may come before.
 *
 * @param binding how the operation is asked
 * @param method {@link A2aMethod#OTHER} where the body tells it, or nothing does
 * @param taskId empty where the head does not name one
 * @param contextId empty where the head does not name one
 * @param protocolVersion major and minor; {@code 0.3} where the client did not say
 * @param extensions URIs; at most 32
 * @see <a href="https://a2a-protocol.org/latest/specification/#11-httpjsonrest-protocol-binding">
 *     HTTP+JSON/REST</a>
 */
public record A2aRequest(
    Binding binding,
    A2aMethod method,
    String taskId,
    String contextId,
    String protocolVersion,
    List<String> extensions) {
  private static final HeaderName CONTENT_TYPE = HeaderName.of("content-type");
  private static final HeaderName VERSION = HeaderName.of("a2a-version");
  private static final HeaderName EXTENSIONS = HeaderName.of("a2a-extensions");
  private static final HeaderName LEGACY_EXTENSIONS = HeaderName.of("x-a2a-extensions");
  private static final String FIRST_VERSION_WITHOUT_HEADER = "0.3";
  private static final int MAX_EXTENSIONS = 32;
  private static final int MAX_ID = A2aCall.MAX_ID_BYTES;

  /** How an operation is asked. */
  public enum Binding {
    /** The agent's card is fetched; that is no operation. */
    CARD,
    JSON_RPC,
    REST,
    /** Not A2A. */
    NONE
  }

  /** An operation and the task that its path names. */
  private record Target(A2aMethod method, String taskId) {
    Target(A2aMethod method) {
      this(method, "");
    }
  }

  public A2aRequest {
    extensions = List.copyOf(extensions);
  }

  /** Reads a head; changes nothing. */
  public static A2aRequest of(RequestHead head) {
    String method = head.method();
    String path = head.path();
    if (method.equals("GET") && isCard(path)) {
      return of(head, Binding.CARD, A2aMethod.OTHER, "", "");
    }
    Target target = target(method, path);
    if (target != null) {
      String context =
          target.method() == A2aMethod.LIST_TASKS ? query(head.target(), "contextId") : "";
      return of(head, Binding.REST, target.method(), target.taskId(), context);
    }
    Binding binding =
        method.equals("POST") && isJson(head.headers().get(CONTENT_TYPE))
            ? Binding.JSON_RPC
            : Binding.NONE;
    return of(head, binding, A2aMethod.OTHER, "", "");
  }

  private static A2aRequest of(
      RequestHead head, Binding binding, A2aMethod method, String taskId, String contextId) {
    return new A2aRequest(
        binding, method, bounded(taskId), bounded(contextId), version(head), extensions(head));
  }

  /** Whether a path is that of an agent's card, in 1.0 and 0.3 or, the older name, 0.2. */
  private static boolean isCard(String path) {
    return path.endsWith("/.well-known/agent-card.json")
        || path.endsWith("/.well-known/agent.json");
  }

  /** Whether a content type is that of JSON; a client that names none may still mean it. */
  static boolean isJson(@Nullable String contentType) {
    if (contentType == null) {
      return true;
    }
    int end = contentType.indexOf(';');
    String type =
        (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    return type.equals("application/json") || type.endsWith("+json");
  }

  private static @Nullable Target target(String method, String path) {
    List<String> ends = lastSegments(path);
    String last = ends.get(0);
    String before = ends.get(1);
    boolean isGet = method.equals("GET");
    boolean isPost = method.equals("POST");
    if (isPost && last.equals("message:send")) {
      return new Target(A2aMethod.SEND_MESSAGE);
    }
    if (isPost && last.equals("message:stream")) {
      return new Target(A2aMethod.SEND_STREAMING_MESSAGE);
    }
    boolean isLegacyCard = last.equals("card") && before.equals("v1");
    if (isGet && (last.equals("extendedAgentCard") || isLegacyCard)) {
      return new Target(A2aMethod.GET_EXTENDED_AGENT_CARD);
    }
    if (isGet && last.equals("tasks")) {
      return new Target(A2aMethod.LIST_TASKS);
    }
    if (before.equals("tasks")) {
      return ofTask(method, last);
    }
    return push(method, ends);
  }

  private static @Nullable Target ofTask(String method, String last) {
    boolean isPost = method.equals("POST");
    if (isPost && last.endsWith(":cancel")) {
      return new Target(A2aMethod.CANCEL_TASK, id(last, ":cancel"));
    }
    // The protocol's text and its protobuf differ on the method.
    if ((isPost || method.equals("GET")) && last.endsWith(":subscribe")) {
      return new Target(A2aMethod.SUBSCRIBE_TO_TASK, id(last, ":subscribe"));
    }
    return method.equals("GET") ? new Target(A2aMethod.GET_TASK, id(last, "")) : null;
  }

  private static @Nullable Target push(String method, List<String> ends) {
    if (isPush(ends.get(0)) && ends.get(2).equals("tasks")) {
      String task = id(ends.get(1), "");
      return switch (method) {
        case "GET" -> new Target(A2aMethod.LIST_TASK_PUSH_NOTIFICATION_CONFIGS, task);
        case "POST" -> new Target(A2aMethod.CREATE_TASK_PUSH_NOTIFICATION_CONFIG, task);
        default -> null;
      };
    }
    if (isPush(ends.get(1)) && ends.get(3).equals("tasks")) {
      String task = id(ends.get(2), "");
      return switch (method) {
        case "GET" -> new Target(A2aMethod.GET_TASK_PUSH_NOTIFICATION_CONFIG, task);
        case "DELETE" -> new Target(A2aMethod.DELETE_TASK_PUSH_NOTIFICATION_CONFIG, task);
        default -> null;
      };
    }
    return null;
  }

  private static boolean isPush(String segment) {
    return segment.equals("pushNotificationConfigs");
  }

  /** The last four segments, the last one first; empty where there are fewer. */
  private static List<String> lastSegments(String path) {
    List<String> segments = new ArrayList<>(4);
    int end = path.length();
    while (segments.size() < 4) {
      int slash = end < 0 ? -1 : path.lastIndexOf('/', end - 1);
      segments.add(slash < 0 ? "" : path.substring(slash + 1, end));
      end = slash;
    }
    return segments;
  }

  private static String id(String segment, String verb) {
    return decoded(segment.substring(0, segment.length() - verb.length()));
  }

  private static String decoded(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  private static String version(RequestHead head) {
    String version = head.headers().get(VERSION);
    if (version == null || version.isBlank()) {
      version = query(head.target(), "A2A-Version");
    }
    String stripped = version.strip();
    return stripped.isEmpty() || stripped.length() > 16 ? FIRST_VERSION_WITHOUT_HEADER : stripped;
  }

  private static List<String> extensions(RequestHead head) {
    Headers headers = head.headers();
    HeaderName name = headers.contains(EXTENSIONS) ? EXTENSIONS : LEGACY_EXTENSIONS;
    int slot = headers.find(name, 0);
    if (slot < 0) {
      return List.of();
    }
    List<String> extensions = new ArrayList<>();
    for (; slot >= 0; slot = headers.find(name, slot + 1)) {
      for (String uri : headers.value(slot).split(",", -1)) {
        if (!uri.isBlank() && extensions.size() < MAX_EXTENSIONS) {
          extensions.add(uri.strip());
        }
      }
    }
    return extensions;
  }

  /** The first value of a query parameter; empty where there is none. */
  private static String query(String target, String name) {
    int at = target.indexOf('?');
    while (at >= 0) {
      int start = at + 1;
      int next = target.indexOf('&', start);
      int end = next < 0 ? target.length() : next;
      if (target.startsWith(name, start)
          && start + name.length() < end
          && target.charAt(start + name.length()) == '=') {
        return decoded(target.substring(start + name.length() + 1, end));
      }
      at = next;
    }
    return "";
  }

  private static String bounded(String id) {
    return id.length() > MAX_ID ? "" : id;
  }
}
