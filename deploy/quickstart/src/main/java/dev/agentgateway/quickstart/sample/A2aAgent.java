package dev.agentgateway.quickstart.sample;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentgateway.quickstart.sample.A2aTask.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the sample agent does with messages: it makes a task of each and completes it. A message
 * with {@code [[fail]]} fails, one with {@code [[ask]]} needs another message, one with {@code
 * [[message]]} is answered without a task, {@code [[slow 500]]} takes 500 ms more, {@code [[cut]]}
 * ends its stream in the middle.
 *
 * <p>Safe for use from any thread.
 */
final class A2aAgent {
  private static final int TASKS_KEPT = 1000;
  private static final Duration STEP = Duration.ofMillis(100);
  private static final Pattern SLOW = Pattern.compile("\\[\\[slow (\\d{1,6})]]");

  private final Map<String, A2aTask> tasks =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, A2aTask> eldest) {
              return size() > TASKS_KEPT;
            }
          });

  /** Is told of every step of a task. */
  interface Progress {
    void moved(A2aTask task, boolean newArtifact) throws java.io.IOException;
  }

  /** Whether a message is answered by a message. */
  static boolean wantsMessage(JsonNode message) {
    return textOf(message).contains("[[message]]");
  }

  /** Whether its stream is to be cut off. */
  static boolean wantsCut(JsonNode message) {
    return textOf(message).contains("[[cut]]");
  }

  static String reply(JsonNode message) {
    return "The other agent says: " + textOf(message);
  }

  static String contextOf(JsonNode message) {
    String context = message.path("contextId").asText("");
    return context.isEmpty() ? UUID.randomUUID().toString() : context;
  }

  /** The task of a message: a new one, or the one that it continues; empty: that is not there. */
  Optional<A2aTask> begin(JsonNode message) {
    String continued = message.path("taskId").asText("");
    if (!continued.isEmpty()) {
      A2aTask known = tasks.get(continued);
      return known == null || known.state().isFinal()
          ? Optional.empty()
          : Optional.of(keep(known.told(message).in(State.SUBMITTED)));
    }
    return Optional.of(
        keep(
            new A2aTask(
                UUID.randomUUID().toString(),
                contextOf(message),
                State.SUBMITTED,
                Instant.now(),
                "",
                "",
                List.of(message))));
  }

  /** Works until the task is done or needs the client. */
  A2aTask work(A2aTask begun, JsonNode message, Progress progress) throws java.io.IOException {
    String asked = textOf(message);
    A2aTask task = keep(begun.in(State.WORKING));
    progress.moved(task, false);
    EventStream.pause(STEP);
    Matcher slow = SLOW.matcher(asked);
    if (slow.find()) {
      EventStream.pause(Duration.ofMillis(Long.parseLong(slow.group(1))));
    }
    if (asked.contains("[[ask]]")) {
      task = keep(task.asking("For how many people?"));
    } else if (asked.contains("[[fail]]")) {
      task = keep(task.in(State.FAILED));
    } else {
      task = keep(task.answering("The other agent took care of: " + asked));
      progress.moved(task, true);
      EventStream.pause(STEP);
      task = keep(task.in(State.COMPLETED));
    }
    progress.moved(task, false);
    return task;
  }

  Optional<A2aTask> find(String id) {
    return Optional.ofNullable(tasks.get(id));
  }

  /** Tasks of a context, or all where it is empty; the oldest first. */
  List<A2aTask> list(String contextId) {
    synchronized (tasks) {
      return tasks.values().stream()
          .filter(task -> contextId.isEmpty() || task.contextId().equals(contextId))
          .toList();
    }
  }

  /** Cancels a task that is not done; empty: it is. */
  Optional<A2aTask> cancel(A2aTask task) {
    return task.state().isFinal() ? Optional.empty() : Optional.of(keep(task.in(State.CANCELED)));
  }

  private A2aTask keep(A2aTask task) {
    tasks.put(task.id(), task);
    return task;
  }

  private static String textOf(JsonNode message) {
    String text = message.path("parts").path(0).path("text").asText("");
    return text.isEmpty() ? "nothing" : text;
  }
}
