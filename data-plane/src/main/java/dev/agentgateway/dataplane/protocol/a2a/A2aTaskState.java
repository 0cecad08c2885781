package dev.agentgateway.dataplane.protocol.a2a;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * State of a task.
 *
 * @see <a href="https://a2a-protocol.org/latest/specification/#413-taskstate">TaskState</a>
 */
public enum A2aTaskState {
  UNSPECIFIED,
  SUBMITTED,
  WORKING,
  COMPLETED,
  FAILED,
  CANCELED,
  INPUT_REQUIRED,
  REJECTED,
  AUTH_REQUIRED;

  private static final Map<String, A2aTaskState> BY_NAME = byName();

  private final String text = "TASK_STATE_" + name();

  /** Name in A2A 1.0. */
  public String text() {
    return text;
  }

  /** The state of that name in 1.0 ({@code TASK_STATE_WORKING}) or 0.3 ({@code working}). */
  static @Nullable A2aTaskState of(String name) {
    return BY_NAME.get(name);
  }

  private static Map<String, A2aTaskState> byName() {
    Map<String, A2aTaskState> states = new HashMap<>();
    for (A2aTaskState state : values()) {
      states.put(state.text, state);
      states.put(state.name().toLowerCase(Locale.ROOT).replace('_', '-'), state);
    }
    states.put("unknown", UNSPECIFIED);
    // Protobuf of 0.3 spelled it so.
    states.put("TASK_STATE_CANCELLED", CANCELED);
    return Map.copyOf(states);
  }
}
