package dev.agentgateway.dataplane.protocol.mcp;

import java.util.Set;

/** Methods that the gateway knows by name. */
public final class McpMethods {
  public static final String INITIALIZE = "initialize";
  public static final String DISCOVER = "server/discover";
  public static final String PING = "ping";
  public static final String SET_LEVEL = "logging/setLevel";
  public static final String TOOLS_LIST = "tools/list";
  public static final String TOOLS_CALL = "tools/call";
  public static final String PROMPTS_LIST = "prompts/list";
  public static final String PROMPTS_GET = "prompts/get";
  public static final String RESOURCES_LIST = "resources/list";
  public static final String TEMPLATES_LIST = "resources/templates/list";
  public static final String RESOURCES_READ = "resources/read";
  public static final String RESOURCES_SUBSCRIBE = "resources/subscribe";
  public static final String RESOURCES_UNSUBSCRIBE = "resources/unsubscribe";
  public static final String LISTEN = "subscriptions/listen";
  public static final String COMPLETE = "completion/complete";
  public static final String TASKS_GET = "tasks/get";
  public static final String TASKS_RESULT = "tasks/result";
  public static final String TASKS_UPDATE = "tasks/update";
  public static final String TASKS_CANCEL = "tasks/cancel";
  public static final String TASKS_LIST = "tasks/list";
  public static final String INITIALIZED = "notifications/initialized";
  public static final String CANCELLED = "notifications/cancelled";
  public static final String PROGRESS = "notifications/progress";
  public static final String RESOURCE_UPDATED = "notifications/resources/updated";
  public static final String ACKNOWLEDGED = "notifications/subscriptions/acknowledged";

  private static final Set<String> NO_LONGER_MODERN =
      Set.of(
          INITIALIZE,
          INITIALIZED,
          PING,
          SET_LEVEL,
          RESOURCES_SUBSCRIBE,
          RESOURCES_UNSUBSCRIBE,
          TASKS_RESULT,
          TASKS_LIST);

  private static final Set<String> KNOWN =
      Set.of(
          INITIALIZE,
          DISCOVER,
          PING,
          SET_LEVEL,
          TOOLS_LIST,
          TOOLS_CALL,
          PROMPTS_LIST,
          PROMPTS_GET,
          RESOURCES_LIST,
          TEMPLATES_LIST,
          RESOURCES_READ,
          RESOURCES_SUBSCRIBE,
          RESOURCES_UNSUBSCRIBE,
          LISTEN,
          COMPLETE,
          TASKS_GET,
          TASKS_RESULT,
          TASKS_UPDATE,
          TASKS_CANCEL,
          TASKS_LIST,
          INITIALIZED,
          CANCELLED,
          PROGRESS,
          RESOURCE_UPDATED,
          ACKNOWLEDGED);

  private McpMethods() {}

  /** Whether a method is one of those above. */
  public static boolean isKnown(String method) {
    return KNOWN.contains(method);
  }

  /** Whether a method went with the first version without sessions. */
  public static boolean isLegacyOnly(String method) {
    return NO_LONGER_MODERN.contains(method);
  }

  /** Whether a method names a task by its id. */
  public static boolean isOfTask(String method) {
    return switch (method) {
      case TASKS_GET, TASKS_RESULT, TASKS_UPDATE, TASKS_CANCEL -> true;
      default -> false;
    };
  }

  /** Whether a method's result is a list that several servers have a share in. */
  public static boolean isList(String method) {
    return switch (method) {
      case TOOLS_LIST, PROMPTS_LIST, RESOURCES_LIST, TEMPLATES_LIST, TASKS_LIST -> true;
      default -> false;
    };
  }
}
