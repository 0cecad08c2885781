package dev.agentgateway.dataplane.protocol.a2a;

import java.util.HashMap;
import java.util.Map;

/**
 * An operation of A2A, whatever binding and version it was asked in.
 *
 * @see <a href="https://a2a-protocol.org/latest/specification/#3-a2a-protocol-operations">Protocol
 *     operations</a>
 */
public enum A2aMethod {
  SEND_MESSAGE("SendMessage", "message/send"),
  SEND_STREAMING_MESSAGE("SendStreamingMessage", "message/stream"),
  GET_TASK("GetTask", "tasks/get"),
  LIST_TASKS("ListTasks", "tasks/list"),
  CANCEL_TASK("CancelTask", "tasks/cancel"),
  SUBSCRIBE_TO_TASK("SubscribeToTask", "tasks/resubscribe"),
  CREATE_TASK_PUSH_NOTIFICATION_CONFIG(
      "CreateTaskPushNotificationConfig", "tasks/pushNotificationConfig/set"),
  GET_TASK_PUSH_NOTIFICATION_CONFIG(
      "GetTaskPushNotificationConfig", "tasks/pushNotificationConfig/get"),
  LIST_TASK_PUSH_NOTIFICATION_CONFIGS(
      "ListTaskPushNotificationConfigs", "tasks/pushNotificationConfig/list"),
  DELETE_TASK_PUSH_NOTIFICATION_CONFIG(
      "DeleteTaskPushNotificationConfig", "tasks/pushNotificationConfig/delete"),
  GET_EXTENDED_AGENT_CARD("GetExtendedAgentCard", "agent/getAuthenticatedExtendedCard"),
  /** None that is known, or nothing that could be read. */
  OTHER("_OTHER", "");

  private static final Map<String, A2aMethod> BY_RPC_NAME = byRpcName();

  private final String text;
  private final String legacyName;

  A2aMethod(String text, String legacyName) {
    this.text = text;
    this.legacyName = legacyName;
  }

  /** Name in A2A 1.0, the same in every binding; {@code _OTHER} where it is not known. */
  public String text() {
    return text;
  }

  /** The operation of a JSON-RPC method of 1.0 or 0.3. */
  public static A2aMethod ofRpc(String name) {
    return BY_RPC_NAME.getOrDefault(name, OTHER);
  }

  /** Whether it is about one task that the request names by {@code id}. */
  boolean namesTask() {
    return switch (this) {
      case GET_TASK, CANCEL_TASK, SUBSCRIBE_TO_TASK -> true;
      default -> false;
    };
  }

  /** Whether it is about where updates of a task are pushed to. */
  boolean isAboutPush() {
    return switch (this) {
      case CREATE_TASK_PUSH_NOTIFICATION_CONFIG,
          GET_TASK_PUSH_NOTIFICATION_CONFIG,
          LIST_TASK_PUSH_NOTIFICATION_CONFIGS,
          DELETE_TASK_PUSH_NOTIFICATION_CONFIG ->
          true;
      default -> false;
    };
  }

  private static Map<String, A2aMethod> byRpcName() {
    Map<String, A2aMethod> methods = new HashMap<>();
    for (A2aMethod method : values()) {
      if (method != OTHER) {
        methods.put(method.text, method);
        methods.put(method.legacyName, method);
      }
    }
    return Map.copyOf(methods);
  }
}
