package dev.agentgateway.quickstart.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the next requests meet, for tests that tell the sample model beforehand, and what it was
 * asked and reported, for tests that compare afterwards. Safe for use from any thread.
 */
final class Script {
  private static final int KEPT = 1000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<ScriptStep> steps = new ArrayDeque<>();
  private final Deque<ObjectNode> calls = new ArrayDeque<>();
  private final Set<String> failed =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > KEPT;
            }
          });

  /** Appends steps. */
  void add(JsonNode script) {
    lock.lock();
    try {
      script.forEach(step -> steps.add(ScriptStep.of(step)));
    } finally {
      lock.unlock();
    }
  }

  /** Forgets steps and calls. */
  void clear() {
    lock.lock();
    try {
      steps.clear();
      calls.clear();
      failed.clear();
    } finally {
      lock.unlock();
    }
  }

  /** Takes the next step, which the next request meets. */
  Optional<ScriptStep> next() {
    lock.lock();
    try {
      return Optional.ofNullable(steps.poll());
    } finally {
      lock.unlock();
    }
  }

  /** Whether a request that fails once fails now: each odd time that it comes. */
  boolean failsNow(String request) {
    lock.lock();
    try {
      return !failed.remove(request) && failed.add(request);
    } finally {
      lock.unlock();
    }
  }

  /** Notes a request; the oldest is forgotten after a thousand. */
  void note(ObjectNode call) {
    lock.lock();
    try {
      calls.add(call);
      if (calls.size() > KEPT) {
        calls.remove();
      }
    } finally {
      lock.unlock();
    }
  }

  /** {@code {"calls": […]}}, the oldest first. */
  ObjectNode calls() {
    lock.lock();
    try {
      ObjectNode json = Json.object();
      json.putArray("calls").addAll(calls);
      return json;
    } finally {
      lock.unlock();
    }
  }
}
